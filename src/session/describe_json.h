#pragma once

#include "session/commands.h"
#include "warehouse/table_schema.h"

#include <string>

namespace skep::session {

/// DESCRIBE EXTENDED ... AS JSON of a table or view of the metastore. `partition` is one's values, or empty.
Result<std::string> describe_as_json(const metastore::Table& table, const warehouse::TableSchema& schema,
                                     const std::vector<std::string>& partition, CommandContext& context);

/// The same of a temporary view.
std::string describe_as_json(const TemporaryView& view);

}  // namespace skep::session
