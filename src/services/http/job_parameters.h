#pragma once

#include "base/result.h"
#include "services/http/parameter.h"
#include "services/http/query.h"

#include <chrono>

namespace skep::services {

/// `wait`: how long an answer waits for its job's end; nothing where it is not given.
Parameter wait_parameter();
Result<std::chrono::milliseconds> take_wait(Query& query);

Parameter idempotency_header();

}  // namespace skep::services
