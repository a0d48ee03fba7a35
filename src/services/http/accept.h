#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace skep::services {

/// The quality, in thousandths, that a list such as Accept-Encoding gives a name; "*" stands for any. 0: not accepted.
int quality_in_list(std::string_view list, std::string_view name);

/// Chooses what to answer by an Accept header (RFC 9110, 12.5.1): the offer with the highest quality, of several the
/// first; nothing when none is acceptable. The most specific range that fits an offer gives its quality. No header
/// accepts everything.
std::optional<std::string_view> choose_media_type(std::string_view accept, std::span<const std::string_view> offers);

}  // namespace skep::services
