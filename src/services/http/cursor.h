#pragma once

#include "base/result.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace skep::services {

/// Makes cursors that only this server, and those with its key, can have made. Any thread.
class CursorSeal {
 public:
  /// `key` is secret, 32 bytes.
  explicit CursorSeal(std::string key) : key_(std::move(key)) {}

  /// Seals what a cursor says, for requests about `subject` only. The result may stand in a URL as it is.
  std::string seal(std::string_view subject, std::string_view payload) const;

  /// Fails with invalid_argument for what `seal` has not made for this subject.
  Result<std::string> open(std::string_view subject, std::string_view cursor) const;

  static std::string new_key();

 private:
  std::string digest(std::string_view subject, std::string_view payload) const;

  std::string key_;
};

/// "/path?a=1&cursor=...": the request's own target with another cursor, and without `offset`.
std::string target_with_cursor(std::string_view path, std::string_view target, std::string_view cursor);

}  // namespace skep::services
