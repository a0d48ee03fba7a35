#pragma once

#include "engine/record_batch_stream.h"

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace skep::session {

/// A cell of what the catalogue's statements answer.
using Cell = std::variant<std::nullptr_t, std::string, bool>;

/// Makes a stream of rows that are there already: the answer of SHOW, DESCRIBE, EXPLAIN. The schema's types are string
/// and boolean only. No columns and no rows: the answer of a statement without a result.
std::unique_ptr<engine::RecordBatchStream> make_rows(types::Schema schema, const std::vector<std::vector<Cell>>& rows);

}  // namespace skep::session
