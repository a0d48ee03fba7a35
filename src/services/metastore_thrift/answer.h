#pragma once

#include "base/error.h"

#include <hive_metastore_types.h>

#include <concepts>
#include <string>

namespace skep::hive {

namespace api = ::Apache::Hadoop::Hive;

/// Puts an exception of type E into the member of a call's result that has that type. Answers false when the call does not
/// declare one.
template <typename E, typename Outcome>
bool put_exception(Outcome& outcome, const std::string& message) {
  E exception;
  exception.__set_message(message);
  if constexpr (requires {
                  { outcome.o1 } -> std::same_as<E&>;
                }) {
    outcome.__set_o1(exception);
    return true;
  } else if constexpr (requires {
                         { outcome.o2 } -> std::same_as<E&>;
                       }) {
    outcome.__set_o2(exception);
    return true;
  } else if constexpr (requires {
                         { outcome.o3 } -> std::same_as<E&>;
                       }) {
    outcome.__set_o3(exception);
    return true;
  } else if constexpr (requires {
                         { outcome.o4 } -> std::same_as<E&>;
                       }) {
    outcome.__set_o4(exception);
    return true;
  } else {
    return false;
  }
}

/// Puts the first of these that the call declares.
template <typename... Exceptions, typename Outcome>
bool put_first(Outcome& outcome, const std::string& message) {
  return (put_exception<Exceptions>(outcome, message) || ...);
}

/// Translates an error to an exception that the call declares: the only place that maps errors to Hive's exceptions.
/// Answers false when it declares none at all.
template <typename Outcome>
bool put_error(Outcome& outcome, const Error& error) {
  using namespace api;
  const std::string& message = error.message;
  switch (error.code) {
    case ErrorCode::not_found:
      if (error.error_class == "SCHEMA_NOT_FOUND" && put_exception<UnknownDBException>(outcome, message)) return true;
      return put_first<NoSuchObjectException, UnknownTableException, NoSuchLockException, InvalidOperationException,
                       InvalidObjectException, MetaException>(outcome, message);
    case ErrorCode::already_exists:
      return put_first<AlreadyExistsException, InvalidOperationException, InvalidObjectException, MetaException>(
          outcome, message);
    case ErrorCode::invalid_argument:
      if (error.error_class == "SCHEMA_NOT_EMPTY") {
        return put_first<InvalidOperationException, MetaException>(outcome, message);
      }
      return put_first<InvalidObjectException, InvalidOperationException, InvalidInputException, MetaException>(
          outcome, message);
    default: return put_first<MetaException, InvalidOperationException, ConfigValSecurityException>(outcome, message);
  }
}

}  // namespace skep::hive
