#pragma once

#include "base/result.h"
#include "services/http/statement_request.h"
#include "session/session.h"

#include <string>

namespace skep::services {

/// Reads at most `wanted.limit` rows (1,000 where it says none) into {"columns": [...], "rows": [...], "next": null, "truncated": false}.
Result<std::string> make_statement_page(session::RunningStatement& statement, const WantedStatement& wanted);

}  // namespace skep::services
