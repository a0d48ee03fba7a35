#pragma once

#include "base/result.h"
#include "cli/client/connection.h"

#include <memory>
#include <string>

namespace skep::cli {

/// Opens a session on a server over its REST API; it ends with the connection. `url` is http://host:port, perhaps with
/// the current database as its path. Fails with invalid_argument for another kind of URL and with unavailable when
/// nothing answers there.
Result<std::unique_ptr<Connection>> connect_to_server(const std::string& url, const std::string& database);

}  // namespace skep::cli
