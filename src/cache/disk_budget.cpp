#include "cache/disk_budget.h"

#include <fmt/format.h>

#include <algorithm>

namespace skep::cache {

void DiskBudget::join(Keeper& keeper) {
  std::lock_guard guard(mutex_);
  keepers_.push_back(&keeper);
}

void DiskBudget::leave(Keeper& keeper) {
  std::lock_guard guard(mutex_);
  std::erase(keepers_, &keeper);
}

Result<void> DiskBudget::make_room() {
  std::lock_guard guard(mutex_);
  std::vector<std::pair<Keeper*, Kept>> all;
  int64_t total = 0;
  for (auto* keeper : keepers_) {
    for (auto& one : keeper->kept()) {
      total += one.bytes;
      all.emplace_back(keeper, std::move(one));
    }
  }
  if (total <= bytes_) return {};
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.second.used < b.second.used; });
  for (auto& [keeper, one] : all) {
    if (one.may_go && keeper->let_go(one.name)) total -= one.bytes;
    if (total <= bytes_) return {};
  }
  return Error::of_class(
      ErrorCode::resource_exhausted, "RESULT_STORAGE_FULL",
      fmt::format("results of jobs and cached tables take more than skep.cache.budget.bytes = {}", bytes_));
}

}  // namespace skep::cache
