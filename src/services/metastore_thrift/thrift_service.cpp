#include "services/metastore_thrift/thrift_service.h"

#include "net/tcp_server.h"
#include "net/worker_pool.h"
#include "services/metastore_thrift/dispatch.h"
#include "services/metastore_thrift/thrift_connection.h"

#include <ctime>

namespace skep::services {
namespace {

class ThriftServiceOnServer final : public MetastoreThriftService {
 public:
  ThriftServiceOnServer(warehouse::Warehouse& warehouse, access::AccessPolicy& policy,
                        const MetastoreThriftSettings& settings)
      : door_{warehouse, policy, std::time(nullptr)},
        workers_(settings.worker_threads, settings.waiting_max),
        context_{door_, workers_, {}},
        server_({settings.address, settings.port, settings.io_threads, settings.connections_max, settings.networks},
                [this](boost::asio::ip::tcp::socket socket) {
                  return std::make_shared<hive::ThriftConnection>(std::move(socket), context_);
                }) {
    context_.alive = server_.alive();
  }

  Result<void> start() override { return server_.start(); }
  uint16_t port() const override { return server_.port(); }

  void stop(std::chrono::milliseconds grace) override {
    context_.stopping = true;
    server_.stop(grace);
  }

 private:
  hive::Door door_;
  net::WorkerPool workers_;
  hive::ThriftContext context_;
  net::TcpServer server_;
};

}  // namespace

std::unique_ptr<MetastoreThriftService> make_metastore_thrift_service(warehouse::Warehouse& warehouse,
                                                                      access::AccessPolicy& policy,
                                                                      MetastoreThriftSettings settings) {
  return std::make_unique<ThriftServiceOnServer>(warehouse, policy, settings);
}

std::vector<std::string> metastore_thrift_calls() {
  std::vector<std::string> names;
  for (const auto& [name, call] : hive::dispatch_table()) names.push_back(name);
  return names;
}

}  // namespace skep::services
