#pragma once

#include "base/result.h"
#include "session/session.h"

namespace skep::cli {

/// Prints a statement's rows with names, fitted to the widest of the first rows; says how many there were. Cells are
/// those of the spark-sql shell; NULL is NULL. One cell of several lines is printed as it is. Nothing for a statement
/// without a result.
Result<void> print_table(session::RunningStatement& statement);

/// Prints rows as the spark-sql shell does: no header, a tab between cells.
Result<void> print_tsv(session::RunningStatement& statement);

}  // namespace skep::cli
