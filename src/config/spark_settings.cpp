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
    "spark.acls.enable",
    "spark.authenticate",
    "spark.barrier.sync.timeout",
    "spark.broadcast.blockSize",
    "spark.broadcast.compress",
    "spark.buffer.pageSize",
    "spark.checkpoint.compress",
    "spark.cleaner.periodicGC.interval",
    "spark.cores.max",
    "spark.decommission.enabled",
    "spark.driver.bindAddress",
    "spark.driver.cores",
    "spark.driver.extraJavaOptions",
    "spark.driver.host",
    "spark.driver.maxResultSize",
    "spark.driver.memory",
    "spark.driver.memoryOverhead",
    "spark.driver.port",
    "spark.dynamicAllocation.enabled",
    "spark.dynamicAllocation.maxExecutors",
    "spark.dynamicAllocation.minExecutors",
    "spark.eventLog.dir",
    "spark.eventLog.enabled",
    "spark.excludeOnFailure.enabled",
    "spark.executor.cores",
    "spark.executor.extraJavaOptions",
    "spark.executor.heartbeatInterval",
    "spark.executor.instances",
    "spark.executor.memory",
    "spark.executor.memoryOverhead",
    "spark.files",
    "spark.files.maxPartitionBytes",
    "spark.history.fs.logDirectory",
    "spark.io.compression.codec",
    "spark.jars",
    "spark.jars.packages",
    "spark.kryoserializer.buffer.max",
    "spark.locality.wait",
    "spark.log.level",
    "spark.memory.fraction",
    "spark.memory.offHeap.enabled",
    "spark.memory.offHeap.size",
    "spark.memory.storageFraction",
    "spark.network.timeout",
    "spark.plugins",
    "spark.pyspark.python",
    "spark.rdd.compress",
    "spark.redaction.regex",
    "spark.reducer.maxSizeInFlight",
    "spark.rpc.message.maxSize",
    "spark.scheduler.mode",
    "spark.serializer",
    "spark.shuffle.compress",
    "spark.shuffle.file.buffer",
    "spark.shuffle.manager",
    "spark.shuffle.service.enabled",
    "spark.speculation",
    "spark.sql.broadcastExchange.maxThreadThreshold",
    "spark.sql.cache.serializer",
    "spark.sql.catalog.spark_catalog.defaultDatabase",
    "spark.sql.catalogImplementation",
    "spark.sql.codegen.cache.maxEntries",
    "spark.sql.codegen.comments",
    "spark.sql.debug",
    "spark.sql.defaultUrlStreamHandlerFactory.enabled",
    "spark.sql.event.truncate.length",
    "spark.sql.extensions",
    "spark.sql.filesourceTableRelationCacheSize",
    "spark.sql.globalTempDatabase",
    "spark.sql.hive.metastore.jars",
    "spark.sql.hive.metastore.version",
    "spark.sql.hive.thriftServer.singleSession",
    "spark.sql.legacy.sessionInitWithConfigDefaults",
    "spark.sql.metadataCacheTTLSeconds",
    "spark.sql.queryExecutionListeners",
    "spark.sql.shuffleExchange.maxThreadThreshold",
    "spark.sql.sources.disabledJdbcConnProviderList",
    "spark.sql.sources.schemaStringLengthThreshold",
    "spark.sql.streaming.streamingQueryListeners",
    "spark.sql.streaming.ui.enabled",
    "spark.sql.streaming.ui.retainedProgressUpdates",
    "spark.sql.streaming.ui.retainedQueries",
    "spark.sql.subquery.maxThreadThreshold",
    "spark.sql.ui.retainedExecutions",
    "spark.sql.warehouse.dir",
    "spark.storage.memoryMapThreshold",
    "spark.submit.deployMode",
    "spark.task.cpus",
    "spark.task.maxFailures",
    "spark.ui.enabled",
    "spark.ui.port",
    "spark.ui.retainedJobs",
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

bool is_known_to_spark(std::string_view key) { return find(key) != nullptr || is_static_in_spark(key); }

std::vector<std::string> spark_names() {
  std::vector<std::string> names(kStatic.begin(), kStatic.end());
  for (const auto& known : kKnown) names.emplace_back(known.key);
  return names;
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
