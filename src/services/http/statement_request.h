#pragma once

#include "services/http/api.h"
#include "services/http/statement_body.h"

#include <cstdint>
#include <optional>

namespace skep::services {

/// All that POST /api/v1/statements asks for, checked.
struct WantedStatement {
  StatementBody body;            ///< with an id, the caller's or a new one
  bool has_own_id = false;       ///< the caller's
  std::optional<int64_t> limit;  ///< of rows; a page has one in any case
};

/// A request that asks for something else: why, and the status that says so.
struct NotWanted {
  Error error;
  int status = 400;
};

std::optional<NotWanted> read_statement_request(Call& call, WantedStatement& wanted);

}  // namespace skep::services
