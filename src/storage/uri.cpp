#include "storage/uri.h"

#include "base/text.h"
#include "storage/file_system.h"

#include <algorithm>
#include <vector>

namespace skep::storage {
namespace {

/// Gives the length of "scheme" in "scheme:...", or 0 when the text does not begin with one.
size_t scheme_length(std::string_view text) {
  auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  auto is_scheme = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.'; };
  if (text.empty() || !is_letter(text.front())) return 0;
  auto colon = std::find_if_not(text.begin(), text.end(), is_scheme);
  return colon != text.end() && *colon == ':' ? static_cast<size_t>(colon - text.begin()) : 0;
}

Result<std::string> normalise_path(std::string_view path) {
  if (path.find('\0') != std::string_view::npos) {
    return make_error(ErrorCode::invalid_argument, "a path must not hold a NUL byte");
  }
  std::vector<std::string> names;
  for (auto& name : split(path, '/')) {
    if (name.empty() || name == ".") continue;
    if (name != "..") {
      names.push_back(std::move(name));
    } else if (names.empty()) {
      return make_error(ErrorCode::invalid_argument, "a path must not leave its root: {}", path);
    } else {
      names.pop_back();
    }
  }
  return "/" + join(names, "/");
}

}  // namespace

std::string Uri::to_text() const { return authority.empty() ? scheme + ":" + path : scheme + "://" + authority + path; }

Result<Uri> parse_uri(std::string_view text) {
  size_t colon = scheme_length(text);
  if (colon == 0) return make_error(ErrorCode::invalid_argument, "a location needs a scheme: {}", text);
  Uri uri;
  uri.scheme = to_lower(text.substr(0, colon));
  std::string_view rest = text.substr(colon + 1);
  if (rest.starts_with("//")) {
    rest.remove_prefix(2);
    size_t slash = std::min(rest.find('/'), rest.size());
    uri.authority = std::string(rest.substr(0, slash));
    rest.remove_prefix(slash);
    if (rest.empty()) rest = "/";
  }
  if (!rest.starts_with('/')) {
    return make_error(ErrorCode::invalid_argument, "a location needs an absolute path: {}", text);
  }
  auto path = normalise_path(rest);
  if (!path) return path.error();
  uri.path = *std::move(path);
  return uri;
}

std::string parent_uri(std::string_view uri) {
  auto parsed = parse_uri(uri);
  if (!parsed) return std::string(uri);
  parsed->path.resize(std::max<size_t>(parsed->path.rfind('/'), 1));
  return parsed->to_text();
}

std::string base_name(std::string_view uri) {
  while (uri.ends_with('/')) uri.remove_suffix(1);
  return std::string(uri.substr(uri.rfind('/') + 1));
}

bool is_within(std::string_view uri, std::string_view folder) {
  while (folder.ends_with('/')) folder.remove_suffix(1);
  return uri.starts_with(folder) && (uri.size() == folder.size() || uri[folder.size()] == '/');
}

std::string join_uri(std::string_view base, std::string_view name) {
  while (base.ends_with('/')) base.remove_suffix(1);
  while (name.starts_with('/')) name.remove_prefix(1);
  return fmt::format("{}/{}", base, name);
}

Result<std::string> qualify_path(std::string_view path, std::string_view default_scheme_and_authority,
                                 std::string_view base) {
  std::string text;
  if (path.empty()) return make_error(ErrorCode::invalid_argument, "a path must not be empty");
  if (path.starts_with('/')) {
    text = fmt::format("{}{}", default_scheme_and_authority, path);
  } else if (scheme_length(path) > 0) {
    text = path;
  } else {
    text = join_uri(base, path);
  }
  auto uri = parse_uri(text);
  if (!uri) return uri.error();
  return uri->to_text();
}

}  // namespace skep::storage
