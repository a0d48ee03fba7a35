#include "cli/output/table_widths.h"

#include <algorithm>

namespace skep::cli {
namespace {

constexpr size_t kFrame = 3;           // "| " before a cell and " " after it
constexpr size_t kColumnWidthMin = 5;  // narrower columns show nothing of use

size_t total(const std::vector<size_t>& widths, size_t cap) {
  size_t sum = 1;
  for (auto width : widths) sum += std::min(width, cap) + kFrame;
  return sum;
}

}  // namespace

std::optional<std::vector<size_t>> fit_widths(const std::vector<size_t>& wanted, size_t width_max) {
  if (width_max == 0 || wanted.empty()) return wanted;
  auto widest = *std::max_element(wanted.begin(), wanted.end());
  if (total(wanted, widest) <= width_max) return wanted;
  if (total(wanted, kColumnWidthMin) > width_max) return std::nullopt;

  auto cap = kColumnWidthMin;
  while (total(wanted, cap + 1) <= width_max) cap++;
  auto fitted = wanted;
  for (auto& width : fitted) width = std::min(width, cap);

  // What is left over goes to those that gave way, from the left.
  auto spare = width_max - total(wanted, cap);
  for (size_t i = 0; i < fitted.size() && spare > 0; i++) {
    if (fitted[i] == wanted[i]) continue;
    fitted[i]++;
    spare--;
  }
  return fitted;
}

}  // namespace skep::cli
