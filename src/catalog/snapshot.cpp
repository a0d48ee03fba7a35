#include "catalog/snapshot.h"

#include "base/text.h"

namespace skep::catalog {

std::string table_key(const std::vector<std::string>& parts, const std::string& current_database) {
  if (parts.size() == 1) return to_lower(current_database) + "." + to_lower(parts[0]);
  if (parts.size() == 2) return to_lower(parts[0]) + "." + to_lower(parts[1]);
  if (parts.size() == 3 && equals_ignoring_case(parts[0], "spark_catalog")) {
    return to_lower(parts[1]) + "." + to_lower(parts[2]);
  }
  return {};
}

}  // namespace skep::catalog
