#pragma once

#include "net/http_handler.h"
#include "services/http/api.h"

namespace skep::services {

/// Leads requests to the resources of routes.h, and words what goes wrong before one is reached.
class Router final : public net::HttpHandler {
 public:
  Router(Api& api, net::WorkerPool& catalogue, net::WorkerPool& statements)
      : api_(api), catalogue_(catalogue), statements_(statements) {}

  net::WorkerPool* pool_for(const net::HttpRequest& request) override;
  net::HttpAnswer answer(const net::HttpRequest& request, const Cancellation& gone) override;
  net::HttpAnswer refuse(const net::HttpRefusal& refusal) override;

 private:
  net::HttpAnswer route(const net::HttpRequest& request, const Cancellation& gone);

  Api& api_;
  net::WorkerPool& catalogue_;
  net::WorkerPool& statements_;
};

}  // namespace skep::services
