#pragma once

#include "results/text_buffer.h"

#include <string_view>

namespace skep::results {

/// Writes bytes as JSON string text with its quotes, behind `to`, which is an end of `out` (make_room); gives the new
/// end. Invalid UTF-8 becomes U+FFFD, one for each byte that is wrong.
char* write_json_text(std::string_view text, char* to, TextBuffer& out);

/// Appends bytes as they are, but with invalid UTF-8 as U+FFFD.
void append_valid_utf8(std::string_view text, TextBuffer& out);

}  // namespace skep::results
