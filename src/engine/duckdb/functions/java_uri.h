#pragma once

#include <optional>
#include <string_view>

namespace skep::engine {

/// A URI taken apart as java.net.URI does, nothing decoded. The parts are views into its text.
struct JavaUri {
  std::optional<std::string_view> scheme;
  std::optional<std::string_view> authority;
  std::optional<std::string_view> user_info;  ///< of an authority that names a host
  std::optional<std::string_view> host;       ///< none where the authority is another kind of name
  std::optional<std::string_view> path;       ///< none for opaque ones (mailto:...)
  std::optional<std::string_view> query;
  std::optional<std::string_view> fragment;

  /// Nothing for a text that is no URI.
  static std::optional<JavaUri> parse(std::string_view text);
};

}  // namespace skep::engine
