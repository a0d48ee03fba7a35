#include "warehouse/hive_formats.h"

#include <algorithm>
#include <iterator>

namespace skep::warehouse {
namespace {

constexpr HiveFormat kFormats[] = {
    {FileFormat::parquet, "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
     "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
     "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"},
    {FileFormat::delimited_text, "org.apache.hadoop.mapred.TextInputFormat",
     "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
     "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"},
    {FileFormat::orc, "org.apache.hadoop.hive.ql.io.orc.OrcInputFormat",
     "org.apache.hadoop.hive.ql.io.orc.OrcOutputFormat", "org.apache.hadoop.hive.ql.io.orc.OrcSerde"},
    {FileFormat::avro, "org.apache.hadoop.hive.ql.io.avro.AvroContainerInputFormat",
     "org.apache.hadoop.hive.ql.io.avro.AvroContainerOutputFormat", "org.apache.hadoop.hive.serde2.avro.AvroSerDe"},
    {FileFormat::json, "org.apache.hadoop.mapred.TextInputFormat",
     "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat", "org.apache.hive.hcatalog.data.JsonSerDe"},
};

constexpr HiveFormat kSparkOnly = {FileFormat::unknown, "org.apache.hadoop.mapred.SequenceFileInputFormat",
                                   "org.apache.hadoop.hive.ql.io.HiveSequenceFileOutputFormat",
                                   "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"};

}  // namespace

const HiveFormat* hive_format(FileFormat format) {
  bool is_there = format == FileFormat::parquet || format == FileFormat::delimited_text || format == FileFormat::orc ||
                  format == FileFormat::avro;
  if (!is_there) return nullptr;
  return std::find_if(std::begin(kFormats), std::end(kFormats),
                      [&](const HiveFormat& each) { return each.format == format; });
}

const HiveFormat& spark_only_format() { return kSparkOnly; }

FileFormat format_of(const metastore::StorageDescriptor& storage) {
  if (storage.serde == "org.apache.hadoop.hive.serde2.JsonSerDe") return FileFormat::json;
  for (const auto& each : kFormats) {
    if (storage.serde == each.serde && storage.input_format == each.input_format) return each.format;
  }
  return FileFormat::unknown;
}

}  // namespace skep::warehouse
