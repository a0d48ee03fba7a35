#pragma once

#include "net/http_handler.h"
#include "net/url.h"
#include "services/http/api.h"
#include "services/http/door_rules.h"
#include "services/http/ready_answers.h"
#include "services/http/request_record.h"
#include "services/http/routes.h"

#include <atomic>
#include <functional>
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
  void set_rules(DoorRules rules);

  net::Dispatch dispatch(const net::HttpRequest& request) override;
  net::HttpAnswer answer(const net::HttpRequest& request, const Cancellation& gone) override;
  net::HttpAnswer refuse(const net::HttpRefusal& refusal) override;

 private:
  net::HttpAnswer lead(const net::HttpRequest& request, const DoorRules& rules, std::string& route,
                       const Cancellation& gone);
  net::HttpAnswer call(const RouteMatch& found, const net::HttpRequest& request, net::Url url, const Cancellation& gone,
                       std::function<bool()>& holds);
  void finish(const net::HttpRequest& request, const Route& route, const std::function<bool()>& holds,
              net::HttpAnswer& answer);
  std::function<bool()> while_catalogue_is_the_same(const Route& route);
  net::HttpAnswer give_again(const net::HttpRequest& request, const ReadyAnswer& ready);
  void complete(const net::HttpRequest& request, const DoorRules& rules, RequestRecord record, net::HttpAnswer& answer);

  Api& api_;
  net::WorkerPool& catalogue_;
  net::WorkerPool& statements_;
  ReadyAnswers ready_;
  std::atomic<std::shared_ptr<const DoorRules>> rules_;
};

}  // namespace skep::services
