#pragma once

#include "session/write_statement.h"

namespace skep::session {

/// Runs FROM ... INSERT ... INSERT ...: its rows are read once, into files of their own, and each INSERT then takes what
/// it wants of them. An INSERT that fails leaves those before it in place, as in Spark.
Result<void> run_multi_insert(analyzer::MultiInsert& statement, WriteContext& context);

}  // namespace skep::session
