#pragma once

#include "base/check.h"
#include "base/error.h"

#include <optional>
#include <utility>
#include <variant>

namespace skep {

/// Holds a T or the Error that kept it from being made. Test it before use: taking the value of a failed result, or
/// the error of a good one, is a mistake of ours and ends the process.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  /// Lets a derived pointer fill a result of its base, as unique_ptr itself does.
  template <typename U>
  requires(std::is_convertible_v<U&&, T> && !std::is_same_v<std::decay_t<U>, T> &&
           !std::is_same_v<std::decay_t<U>, Error> && !std::is_same_v<std::decay_t<U>, Result>) Result(U&& value)
      : state_(std::in_place_index<0>, std::forward<U>(value)) {}

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(value()); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const {
    check(!has_value(), "the error of a result that holds a value was asked for");
    return std::get<1>(state_);
  }

 private:
  T& value() {
    check(has_value(), "the value of a failed result was asked for");
    return std::get<0>(state_);
  }
  const T& value() const { return const_cast<Result*>(this)->value(); }

  std::variant<T, Error> state_;
};

/// Says whether something worked, where there is no value to give back. `Result<void>{}` means that it did.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  bool has_value() const { return !error_; }
  explicit operator bool() const { return has_value(); }

  const Error& error() const {
    check(error_.has_value(), "the error of a result that worked was asked for");
    return *error_;
  }

 private:
  std::optional<Error> error_;
};

}  // namespace skep
