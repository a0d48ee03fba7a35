#pragma once

#include "session/commands.h"
#include "warehouse/table_schema.h"

#include <string>
#include <utility>
#include <vector>

namespace skep::session {

/// What DESCRIBE EXTENDED and SHOW TABLE EXTENDED say of a table, in order: name and value.
using Details = std::vector<std::pair<std::string, std::string>>;

Details table_details(const metastore::Table& table, const warehouse::TableSchema& schema);
Details view_details(const TemporaryView& view);

/// Fails with PARTITIONS_NOT_FOUND.
Result<Details> partition_details(const metastore::Table& table, const std::vector<std::string>& values,
                                  CommandContext& context);

/// Where and how rows are stored.
void add_storage(Details& details, const metastore::StorageDescriptor& storage, const std::string& location,
                 bool is_hive);

/// "name: value" lines.
std::string details_as_text(const Details& details);

/// "Schema: root\n |-- id: integer (nullable = true)\n"
std::string schema_as_tree(const types::Schema& schema);

}  // namespace skep::session
