#include "warehouse/leases.h"

#include <algorithm>

namespace skep::warehouse {

int64_t now_seconds() {
  using namespace std::chrono;
  return duration_cast<seconds>(system_clock::now().time_since_epoch()).count();
}

Leases::Leases(metastore::Metastore& store, std::chrono::seconds length)
    : store_(store), length_(length), thread_([this] { renew_until_stopped(); }) {}

Leases::~Leases() {
  {
    std::lock_guard lock(mutex_);
    is_stopped_ = true;
  }
  stopped_.notify_all();
  thread_.join();
}

int64_t Leases::until_seconds() const { return now_seconds() + length_.count(); }

void Leases::add(const std::string& operation_id) {
  std::lock_guard lock(mutex_);
  ids_.insert(operation_id);
}

void Leases::remove(const std::string& operation_id) {
  std::lock_guard lock(mutex_);
  ids_.erase(operation_id);
}

void Leases::renew_until_stopped() {
  auto pause = std::max(std::chrono::milliseconds(length_) / 3, std::chrono::milliseconds(200));
  std::unique_lock lock(mutex_);
  while (!stopped_.wait_for(lock, pause, [this] { return is_stopped_; })) {
    auto ids = ids_;
    lock.unlock();
    for (const auto& id : ids) {
      auto renewed = store_.renew_lease(id, until_seconds());
      // A write that is not open any more needs no lease; its publish will learn of it from the store.
      if (!renewed && renewed.error().code == ErrorCode::conflict) remove(id);
    }
    lock.lock();
  }
}

}  // namespace skep::warehouse
