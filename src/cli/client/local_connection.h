#pragma once

#include "cli/client/connection.h"
#include "session/session.h"

#include <memory>
#include <string>

namespace skep::cli {

/// Runs statements in this process. The service is borrowed and must outlive the connection.
std::unique_ptr<Connection> make_local_connection(session::SessionService& service, std::string database,
                                                  std::string user);

}  // namespace skep::cli
