#pragma once

#include "metastore/records.h"

#include <soci/soci.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skep::metastore::sql {

/// One of Hive's tables of keys and values: "TABLE_PARAMS" by "TBL_ID".
struct ParameterTable {
  std::string_view table;
  std::string_view id_column;
};

inline constexpr ParameterTable kDatabaseParameters{"DATABASE_PARAMS", "DB_ID"};
inline constexpr ParameterTable kTableParameters{"TABLE_PARAMS", "TBL_ID"};
inline constexpr ParameterTable kPartitionParameters{"PARTITION_PARAMS", "PART_ID"};
inline constexpr ParameterTable kSerdeParameters{"SERDE_PARAMS", "SERDE_ID"};
inline constexpr ParameterTable kStorageParameters{"SD_PARAMS", "SD_ID"};

Parameters load_parameters(soci::session& session, const ParameterTable& where, int64_t id);

void remove_parameters(soci::session& session, const ParameterTable& where, int64_t id);
void remove_parameter(soci::session& session, const ParameterTable& where, int64_t id, const std::string& key);

/// Sets one parameter, whether it is there or not.
void put_parameter(soci::session& session, const ParameterTable& where, int64_t id, const std::string& key,
                   const std::string& value);

/// Makes these parameters all that there are; touches those only that differ.
void replace_parameters(soci::session& session, const ParameterTable& where, int64_t id, const Parameters& parameters);

/// A text that is NULL in the store when it is empty here, as Hive leaves what was not given. Bind both members:
/// soci::use(x.text, x.indicator).
struct OptionalText {
  OptionalText() = default;
  explicit OptionalText(std::string value) { set(std::move(value)); }

  void set(std::string value) {
    indicator = value.empty() ? soci::i_null : soci::i_ok;
    text = std::move(value);
  }

  std::string text;
  soci::indicator indicator = soci::i_null;
};

}  // namespace skep::metastore::sql
