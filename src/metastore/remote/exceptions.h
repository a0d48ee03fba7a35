#pragma once

#include "base/error.h"

#include <calls_types.h>
#include <hive_metastore_types.h>

#include <optional>
#include <type_traits>

namespace skep::metastore {

namespace api = ::Apache::Hadoop::Hive;

/// Hive's exceptions as errors of ours: the way back from services/metastore_thrift/answer.h. The classes of missing and
/// existing objects are left to those who know what they asked for.
template <typename Exception>
Error error_of(const Exception& exception) {
  constexpr auto is = []<typename... Kinds>(std::type_identity<Kinds>...) {
    return (std::is_same_v<Exception, Kinds> || ...);
  };
  using namespace api;
  auto code = ErrorCode::unavailable;
  if (is(std::type_identity<NoSuchObjectException>(), std::type_identity<UnknownDBException>(),
         std::type_identity<UnknownTableException>(), std::type_identity<NoSuchLockException>())) {
    code = ErrorCode::not_found;
  } else if (is(std::type_identity<AlreadyExistsException>())) {
    code = ErrorCode::already_exists;
  } else if (is(std::type_identity<InvalidObjectException>(), std::type_identity<InvalidOperationException>(),
                std::type_identity<InvalidInputException>())) {
    code = ErrorCode::invalid_argument;
  }
  return Error(code, exception.message);
}

/// The exception that a call's result holds; nothing when it holds none.
template <typename Outcome>
std::optional<Error> raised(const Outcome& outcome) {
  if constexpr (requires { outcome.o1; }) {
    if (outcome.__isset.o1) return error_of(outcome.o1);
  }
  if constexpr (requires { outcome.o2; }) {
    if (outcome.__isset.o2) return error_of(outcome.o2);
  }
  if constexpr (requires { outcome.o3; }) {
    if (outcome.__isset.o3) return error_of(outcome.o3);
  }
  if constexpr (requires { outcome.o4; }) {
    if (outcome.__isset.o4) return error_of(outcome.o4);
  }
  return std::nullopt;
}

}  // namespace skep::metastore
