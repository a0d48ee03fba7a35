#pragma once

#include "services/http/route.h"

#include <string>
#include <vector>

namespace skep::services {

/// The OpenAPI 3.1 document of routes.h's table, made once. Any thread.
const std::string& openapi_document();

/// Makes the document of some resources.
std::string make_openapi(const std::vector<Resource>& resources);

}  // namespace skep::services
