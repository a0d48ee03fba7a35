#pragma once

#include "base/result.h"
#include "jobs/job_service.h"
#include "metastore/remote/remote_metastore.h"
#include "services/http/http_service.h"
#include "session/session.h"

#include <chrono>
#include <map>
#include <string>

namespace skep::server {

/// Settings by name with all first values filled in, checked by config/settings.h: what the functions here rely on.
using Settings = std::map<std::string, std::string>;

int64_t number_of(const Settings& settings, const std::string& key);
std::chrono::seconds seconds_of(const Settings& settings, const std::string& key);

session::SessionLimits session_limits(const Settings& settings);

/// Where remote metastores are, and who asks them: the user of the process, or HADOOP_USER_NAME. Fails with invalid_argument.
Result<metastore::RemoteSettings> remote_settings(const Settings& settings);

/// All but the address.
services::HttpSettings http_settings(const Settings& settings);
jobs::JobSettings job_settings(const Settings& settings);

void apply_log_settings(const Settings& settings);

/// Says in the log what changed from one to the other, and which of it only a restart puts into force.
void log_changes(const Settings& from, const Settings& to);

}  // namespace skep::server
