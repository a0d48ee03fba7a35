#pragma once

#include <string>
#include <string_view>

namespace skep::syntax {

/// Gives the text that a string token stands for. Backslash escapes are resolved; r'...' is taken as it is; \% and \_
/// keep their backslash, since LIKE reads them. As in Spark 4.0, a doubled quote is no escape: 'it''s' is two strings
/// that stand side by side, and so "its".
std::string unescape_string(std::string_view token);

/// Quotes a text so that `unescape_string` gives it back.
std::string quote_string(std::string_view text);

}  // namespace skep::syntax
