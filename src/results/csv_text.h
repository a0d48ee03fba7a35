#pragma once

#include "results/text_buffer.h"

#include <string_view>

namespace skep::results {

/// Appends a field, in quotes where it needs them (RFC 4180). An empty text is "", so that it differs from a null, which
/// is nothing. Invalid UTF-8 becomes U+FFFD.
void append_csv_text(std::string_view text, TextBuffer& out);

/// Appends a field in quotes, each quote in it doubled.
void append_csv_quoted(std::string_view text, TextBuffer& out);

}  // namespace skep::results
