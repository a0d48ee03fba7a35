#include "engine/duckdb/scan_registry.h"

namespace skep::engine {

ScanRegistry::Lease& ScanRegistry::Lease::operator=(Lease&& other) {
  if (this == &other) return *this;
  drop();
  registry_ = std::exchange(other.registry_, {});
  first_ = other.first_;
  count_ = other.count_;
  return *this;
}

void ScanRegistry::Lease::drop() {
  auto registry = registry_.lock();
  if (!registry) return;
  std::vector<std::shared_ptr<const ScanTable>> dropped;  // destroyed outside of the lock
  {
    std::lock_guard lock(registry->mutex_);
    for (uint64_t handle = first_; handle < first_ + count_; ++handle) {
      auto entry = registry->tables_.extract(handle);
      if (entry) dropped.push_back(std::move(entry.mapped()));
    }
  }
  registry_.reset();
}

ScanRegistry::Lease ScanRegistry::add(std::vector<std::shared_ptr<const ScanTable>> tables) {
  std::lock_guard lock(mutex_);
  Lease lease;
  lease.registry_ = weak_from_this();
  lease.first_ = next_;
  lease.count_ = tables.size();
  for (auto& table : tables) tables_.emplace(next_++, std::move(table));
  return lease;
}

std::shared_ptr<const ScanTable> ScanRegistry::find(uint64_t handle) const {
  std::lock_guard lock(mutex_);
  auto found = tables_.find(handle);
  return found == tables_.end() ? nullptr : found->second;
}

}  // namespace skep::engine
