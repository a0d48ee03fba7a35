#pragma once

#include "services/http/route.h"

#include <string>
#include <string_view>
#include <vector>

namespace skep::services {

/// Every resource there is, in the order in which /docs shows them. Made once; any thread.
const std::vector<Resource>& resources();

/// The route that a path and method lead to. HEAD goes where GET goes. The last segment of a path may end with the form
/// that is asked for, ".csv", unless it is a name of the caller's.
struct RouteMatch {
  const Route* route = nullptr;
  std::vector<std::string> names;
  std::string suffix;                ///< "csv" where the path ends with ".csv" to ask for that
  std::vector<std::string> allowed;  ///< where the path is known and the method is not: the methods there are
};
RouteMatch find_route(std::string_view method, const std::vector<std::string>& path);

}  // namespace skep::services
