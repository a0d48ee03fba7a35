#pragma once

#include "net/http_handler.h"
#include "services/http/api.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace skep::services {

/// Where a resource's function runs.
enum class Place {
  at_once,    ///< on the thread that serves the sockets: it never waits
  catalogue,  ///< reads the metastore
  statement,  ///< may wait for as long as a statement runs
};

/// One method of one resource. A segment in braces stands for any name.
struct Route {
  std::string_view method;
  std::string_view pattern;
  Place place;
  net::HttpAnswer (*resource)(Api& api, Call& call);
};

/// Every route there is.
std::span<const Route> routes();

/// The route that a path and method lead to. HEAD goes where GET goes.
struct RouteMatch {
  const Route* route = nullptr;
  std::vector<std::string> names;
  std::vector<std::string> allowed;  ///< where the path is known and the method is not: the methods there are
};
RouteMatch find_route(std::string_view method, const std::vector<std::string>& path);

}  // namespace skep::services
