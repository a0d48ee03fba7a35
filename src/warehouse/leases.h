#pragma once

#include "metastore/metastore.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <string>
#include <thread>

namespace skep::warehouse {

/// Keeps the journal's leases of this server's writes from lapsing, from a thread of its own. Any thread may call it.
class Leases {
 public:
  Leases(metastore::Metastore& store, std::chrono::seconds length);
  ~Leases();
  Leases(const Leases&) = delete;
  Leases& operator=(const Leases&) = delete;

  /// When a lease that begins now ends, in seconds since 1970.
  int64_t until_seconds() const;

  void add(const std::string& operation_id);
  void remove(const std::string& operation_id);

 private:
  void renew_until_stopped();

  metastore::Metastore& store_;
  std::chrono::seconds length_;
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool is_stopped_ = false;
  std::set<std::string> ids_;
  std::thread thread_;
};

int64_t now_seconds();

}  // namespace skep::warehouse
