#pragma once

#include "net/http_handler.h"
#include "net/url.h"
#include "services/http/api.h"
#include "services/http/door_rules.h"
#include "services/http/routes.h"

#include <atomic>
#include <memory>

namespace skep::services {

/// Leads requests to the resources of routes.h, and words what goes wrong before one is reached.
class Router final : public net::HttpHandler {
 public:
  Router(Api& api, net::WorkerPool& catalogue, net::WorkerPool& statements, DoorRules rules)
      : api_(api),
        catalogue_(catalogue),
        statements_(statements),
        rules_(std::make_shared<const DoorRules>(std::move(rules))) {}

  /// Later requests follow these. Any thread.
  void set_rules(DoorRules rules) { rules_ = std::make_shared<const DoorRules>(std::move(rules)); }

  net::WorkerPool* pool_for(const net::HttpRequest& request) override;
  net::HttpAnswer answer(const net::HttpRequest& request, const Cancellation& gone) override;
  net::HttpAnswer refuse(const net::HttpRefusal& refusal) override;

 private:
  net::HttpAnswer lead(const net::HttpRequest& request, const DoorRules& rules, std::string& route,
                       const Cancellation& gone);
  net::HttpAnswer call(const RouteMatch& found, const net::HttpRequest& request, net::Url url,
                       const Cancellation& gone);

  Api& api_;
  net::WorkerPool& catalogue_;
  net::WorkerPool& statements_;
  std::atomic<std::shared_ptr<const DoorRules>> rules_;
};

}  // namespace skep::services
