#include "services/http/accept.h"

#include "base/text.h"

#include <charconv>
#include <string>
#include <vector>

namespace skep::services {
namespace {

struct Range {
  std::string type;    ///< "text/csv", "text/*", "*/*"
  int quality = 1000;  ///< in thousandths
};

/// Reads "0.75" as thousandths; nothing for what is no quality.
std::optional<int> parse_quality(std::string_view text) {
  double value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !(value >= 0 && value <= 1)) return std::nullopt;
  return static_cast<int>(value * 1000 + 0.5);
}

/// Reads one element of the list; nothing for one that is malformed, which is passed over.
std::optional<Range> parse_range(std::string_view element) {
  auto parts = split(element, ';');
  Range range{to_lower(trim(parts.front()))};
  if (range.type.find('/') == std::string::npos) return std::nullopt;
  for (size_t i = 1; i < parts.size(); i++) {
    auto parameter = trim(parts[i]);
    if (!equals_ignoring_case(parameter.substr(0, 2), "q=")) continue;
    auto quality = parse_quality(trim(parameter.substr(2)));
    if (!quality) return std::nullopt;
    range.quality = *quality;
  }
  return range;
}

/// 0: does not fit; else the more specific, the higher.
int specificity(const Range& range, std::string_view offer) {
  if (range.type == offer) return 3;
  if (range.type == "*/*") return 1;
  auto family = offer.substr(0, offer.find('/') + 1);
  return range.type.ends_with("/*") && range.type.substr(0, range.type.size() - 1) == family ? 2 : 0;
}

int quality_of(std::string_view offer, const std::vector<Range>& ranges) {
  int best = 0;
  int quality = 0;
  for (const auto& range : ranges) {
    int fits = specificity(range, offer);
    if (fits <= best) continue;
    best = fits;
    quality = range.quality;
  }
  return quality;
}

}  // namespace

int quality_in_list(std::string_view list, std::string_view name) {
  int quality = 0;
  bool named = false;
  for (const auto& element : split(list, ',')) {
    auto parts = split(element, ';');
    auto one = trim(parts.front());
    bool is_it = equals_ignoring_case(one, name);
    if ((!is_it && one != "*") || (named && !is_it)) continue;
    named = is_it;
    quality = 1000;
    for (size_t i = 1; i < parts.size(); i++) {
      auto parameter = trim(parts[i]);
      if (equals_ignoring_case(parameter.substr(0, 2), "q="))
        quality = parse_quality(trim(parameter.substr(2))).value_or(0);
    }
  }
  return quality;
}

std::optional<std::string_view> choose_media_type(std::string_view accept, std::span<const std::string_view> offers) {
  if (trim(accept).empty()) return offers.front();
  std::vector<Range> ranges;
  for (const auto& element : split(accept, ','))
    if (auto range = parse_range(trim(element))) ranges.push_back(std::move(*range));

  std::optional<std::string_view> chosen;
  int best = 0;
  for (auto offer : offers) {
    int quality = quality_of(offer, ranges);
    if (quality <= best) continue;
    best = quality;
    chosen = offer;
  }
  return chosen;
}

}  // namespace skep::services
