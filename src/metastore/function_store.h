#pragma once

#include "base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace skep::metastore {

/// A function that users have registered: the class that has its code, and the files that the class comes from.
struct Function {
  std::string database;
  std::string name;
  std::string class_name;
  std::string owner;
  std::string owner_type;  ///< "USER", "ROLE" or "GROUP"
  int64_t create_time_seconds = 0;
  int32_t type = 1;  ///< Hive's number: 1 is Java

  struct Resource {
    int32_t type = 1;  ///< Hive's number: 1 a JAR, 2 a file, 3 an archive
    std::string uri;

    bool operator==(const Resource&) const = default;
  };
  std::vector<Resource> resources;
};

/// Keeps the functions of a Metastore's databases; they go with their database. Threads, names and failures as there.
class FunctionStore {
 public:
  virtual ~FunctionStore() = default;

  /// Names in byte order; `pattern` as for tables.
  virtual Result<std::vector<std::string>> list_functions(std::string_view database, std::string_view pattern) = 0;

  /// Fails with not_found (SCHEMA_NOT_FOUND, ROUTINE_NOT_FOUND).
  virtual Result<Function> load_function(std::string_view database, std::string_view name) = 0;

  /// Fails with already_exists (ROUTINE_ALREADY_EXISTS).
  virtual Result<void> create_function(const Function& draft) = 0;

  /// Replaces all but the name and the database.
  virtual Result<void> alter_function(std::string_view database, std::string_view name, const Function& changed) = 0;
  virtual Result<void> drop_function(std::string_view database, std::string_view name) = 0;
};

}  // namespace skep::metastore
