#pragma once

#include "net/http_message.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skep::net {

/// How a client finds the end of a body.
enum class BodyFraming { length, chunked, until_close };

struct ResponseHead {
  int status = 200;
  const std::vector<HttpHeader>& headers;
  BodyFraming framing = BodyFraming::length;
  uint64_t length = 0;  ///< for BodyFraming::length
  bool keep_alive = true;
};

/// The status line and headers, the empty line after them included. Dates it; header values with control characters
/// are a mistake of ours.
std::string response_head(const ResponseHead& head);

/// What stands before a chunk's bytes; after them comes a CR LF.
std::string chunk_head(size_t bytes);

inline constexpr std::string_view kChunkEnd = "\r\n";
inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

}  // namespace skep::net
