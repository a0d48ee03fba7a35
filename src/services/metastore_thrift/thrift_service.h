#pragma once

#include "access/access_policy.h"
#include "base/result.h"
#include "warehouse/warehouse.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace skep::services {

struct MetastoreThriftSettings {
  std::string address = "127.0.0.1";
  uint16_t port = 9083;  ///< 0: any free one
  int io_threads = 1;
  size_t worker_threads = 16;              ///< calls that are answered at once; each uses one connection to the store
  size_t waiting_max = 4096;               ///< calls that wait for that
  size_t connections_max = 20'000;         ///< beyond it new clients wait in the listener's queue
  std::vector<std::string> networks = {};  ///< from which clients may come besides this machine (net/networks.h)
};

/// Answers the calls of a Hive metastore's clients: Thrift's strict binary protocol, unframed, without SASL. Only
/// translates: what a call means is the warehouse's and the metastore's.
class MetastoreThriftService {
 public:
  virtual ~MetastoreThriftService() = default;

  /// Listens and returns; fails with unavailable, naming the address, when the port is taken.
  virtual Result<void> start() = 0;
  virtual uint16_t port() const = 0;

  /// Listens no more; connections end after their running call. Blocks until all have, or `grace`.
  virtual void stop(std::chrono::milliseconds grace) = 0;
};

/// `warehouse` and `policy` are borrowed and must outlive the service.
std::unique_ptr<MetastoreThriftService> make_metastore_thrift_service(warehouse::Warehouse& warehouse,
                                                                      access::AccessPolicy& policy,
                                                                      MetastoreThriftSettings settings);

/// The names of the calls that it answers, in byte order.
std::vector<std::string> metastore_thrift_calls();

}  // namespace skep::services
