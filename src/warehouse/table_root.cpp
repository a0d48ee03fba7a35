#include "warehouse/table_root.h"

#include "storage/file_system.h"
#include "storage/uri.h"

namespace skep::warehouse {

std::string table_root(const metastore::Table& table) {
  const std::string& location = table.storage.location;
  if (!table.partition_columns.empty() || storage::base_name(location) != kDataFolder) return location;
  std::string own = storage::parent_uri(storage::parent_uri(location));
  return storage::base_name(own) == kOwnFolder ? storage::parent_uri(own) : location;
}

bool is_hidden(std::string_view name) {
  return name.starts_with('_') || name.starts_with('.') || name.ends_with("._COPYING_");
}

std::string own_folder(std::string_view folder, std::string_view id) {
  return storage::join_uri(storage::join_uri(folder, kOwnFolder), id);
}

}  // namespace skep::warehouse
