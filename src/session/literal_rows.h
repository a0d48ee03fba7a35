#pragma once

#include "engine/record_batch_stream.h"
#include "syntax/ast.h"

#include <vector>

namespace skep::session {

/// Reads a stream's rows as trees of literals, at most `rows_max` of them: values that later statements can hold.
Result<std::vector<std::vector<syntax::ExpressionPtr>>> read_literals(engine::RecordBatchStream& rows, size_t rows_max);

}  // namespace skep::session
