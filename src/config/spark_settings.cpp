#include "config/spark_settings.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace skep::config {
namespace {

enum class Kind { text, truth, number, policy };

struct SparkSetting {
  std::string_view key;
  std::string_view initial;
  Kind kind;
};

constexpr std::array kKnown = std::to_array<SparkSetting>({
    {"spark.sql.adaptive.enabled", "true", Kind::truth},
    {"spark.sql.autoBroadcastJoinThreshold", "10485760b", Kind::text},
    {"spark.sql.broadcastTimeout", "300", Kind::number},
    {"spark.sql.caseSensitive", "false", Kind::truth},
    {"spark.sql.cbo.enabled", "false", Kind::truth},
    {"spark.sql.crossJoin.enabled", "true", Kind::truth},
    {"spark.sql.csv.filterPushdown.enabled", "true", Kind::truth},
    {"spark.sql.execution.arrow.pyspark.enabled", "false", Kind::truth},
    {"spark.sql.files.ignoreCorruptFiles", "false", Kind::truth},
    {"spark.sql.files.ignoreMissingFiles", "false", Kind::truth},
    {"spark.sql.files.maxPartitionBytes", "134217728b", Kind::text},
    {"spark.sql.files.maxRecordsPerFile", "0", Kind::number},
    {"spark.sql.groupByOrdinal", "true", Kind::truth},
    {"spark.sql.hive.convertMetastoreOrc", "true", Kind::truth},
    {"spark.sql.hive.convertMetastoreParquet", "true", Kind::truth},
    {"spark.sql.legacy.timeParserPolicy", "CORRECTED", Kind::policy},
    {"spark.sql.maxPlanStringLength", "2147483632", Kind::number},
    {"spark.sql.orderByOrdinal", "true", Kind::truth},
    {"spark.sql.orc.filterPushdown", "true", Kind::truth},
    {"spark.sql.parquet.compression.codec", "snappy", Kind::text},
    {"spark.sql.parquet.filterPushdown", "true", Kind::truth},
    {"spark.sql.parquet.mergeSchema", "false", Kind::truth},
    {"spark.sql.shuffle.partitions", "200", Kind::number},
    {"spark.sql.sources.bucketing.enabled", "true", Kind::truth},
    {"spark.sql.sources.partitionColumnTypeInference.enabled", "true", Kind::truth},
    {"spark.sql.storeAssignmentPolicy", "ANSI", Kind::text},
    {"spark.sql.timestampType", "TIMESTAMP_LTZ", Kind::text},
    {"spark.sql.variable.substitute", "true", Kind::truth},
});

constexpr std::array kStatic = std::to_array<std::string_view>({
    "spark.driver.cores",
    "spark.driver.memory",
    "spark.executor.cores",
    "spark.executor.instances",
    "spark.executor.memory",
    "spark.sql.cache.serializer",
    "spark.sql.catalogImplementation",
    "spark.sql.event.truncate.length",
    "spark.sql.extensions",
    "spark.sql.filesourceTableRelationCacheSize",
    "spark.sql.globalTempDatabase",
    "spark.sql.hive.metastore.jars",
    "spark.sql.hive.metastore.version",
    "spark.sql.hive.thriftServer.singleSession",
    "spark.sql.legacy.sessionInitWithConfigDefaults",
    "spark.sql.queryExecutionListeners",
    "spark.sql.sources.schemaStringLengthThreshold",
    "spark.sql.streaming.ui.enabled",
    "spark.sql.ui.retainedExecutions",
    "spark.sql.warehouse.dir",
});

const SparkSetting* find(std::string_view key) {
  auto found = std::find_if(kKnown.begin(), kKnown.end(), [&](const SparkSetting& each) { return each.key == key; });
  return found == kKnown.end() ? nullptr : &*found;
}

}  // namespace

std::optional<std::string_view> spark_default(std::string_view key) {
  auto* known = find(key);
  return known ? std::optional(known->initial) : std::nullopt;
}

bool is_static_in_spark(std::string_view key) {
  return std::find(kStatic.begin(), kStatic.end(), key) != kStatic.end();
}

Result<void> check_spark_value(std::string_view key, std::string_view value) {
  auto* known = find(key);
  if (!known) return {};
  bool is_truth = equals_ignoring_case(value, "true") || equals_ignoring_case(value, "false");
  bool is_number =
      !value.empty() && value.size() <= 18 && value.find_first_not_of("0123456789") == std::string_view::npos;
  bool is_policy = value == "EXCEPTION" || value == "CORRECTED" || value == "LEGACY";
  if (known->kind == Kind::policy && !is_policy)
    return make_error(ErrorCode::invalid_argument, "the setting {} does not take '{}'", key, value);
  if ((known->kind == Kind::truth && !is_truth) || (known->kind == Kind::number && !is_number))
    return make_error(ErrorCode::invalid_argument, "the setting {} does not take '{}'", key, value);
  return {};
}

}  // namespace skep::config
