#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace skep {

/// Says whose fault a failure is, and so what a caller may do about it. Each door maps these once to its own codes.
enum class ErrorCode {
  invalid_argument,    ///< the caller's text, name or value is wrong; trying again will not help
  invalid_data,        ///< the statement is fine, the data it met is not (a division by zero, an overflow)
  not_found,           ///< a database, table, partition, file or statement is missing
  already_exists,      ///< it is there already; nothing was written
  permission_denied,   ///< the principal may not do this
  unsupported,         ///< understood, and not there yet; the message names the form
  cancelled,           ///< the caller, or a drain, asked for it to stop
  timed_out,           ///< a limit of time ran out
  resource_exhausted,  ///< a limit of memory, disk or concurrency; may work later
  conflict,            ///< someone else changed it at the same time; nothing was written
  outcome_unknown,     ///< the commit may or may not have happened: look it up, delete nothing
  unavailable,         ///< a store or file system does not answer
  internal,            ///< our own mistake
};

std::string_view to_string(ErrorCode code);

/// Points at a place in a statement's text. Line and column count from 1, in characters; the offset is in bytes.
struct TextPosition {
  uint32_t line = 1;
  uint32_t column = 1;
  uint32_t offset = 0;

  bool operator==(const TextPosition&) const = default;
};

/// Describes one failure for a person and for a program.
///
/// `error_class` and `sql_state` are Spark's (`DIVIDE_BY_ZERO`, `22012`) where Spark has one, else empty. The message
/// puts static text first and values last, in lower case, without a full stop.
struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message;
  std::string error_class;
  std::string sql_state;
  std::optional<TextPosition> position;

  Error() = default;
  Error(ErrorCode code_in, std::string message_in) : code(code_in), message(std::move(message_in)) {}

  /// Makes an error of one of Spark's classes; the SQLSTATE comes from the table in error_classes.h.
  static Error of_class(ErrorCode code, std::string_view error_class, std::string message);

  Error at(TextPosition where) && {
    position = where;
    return std::move(*this);
  }

  /// Adds what was being done to the front of the message: "creating table a.b: the store is closed".
  template <typename... Args>
  Error during(fmt::format_string<Args...> text, Args&&... args) const {
    Error copy = *this;
    copy.message = fmt::format(text, std::forward<Args>(args)...) + ": " + message;
    return copy;
  }
};

template <typename... Args>
Error make_error(ErrorCode code, fmt::format_string<Args...> text, Args&&... args) {
  return Error(code, fmt::format(text, std::forward<Args>(args)...));
}

/// Renders an error for a terminal: message, class, and the line of `text` it points at with a caret below.
std::string render(const Error& error, std::string_view text);

}  // namespace skep
