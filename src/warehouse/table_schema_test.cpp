#include "warehouse/table_schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace skep::warehouse {
namespace {

using testing::ElementsAre;
using testing::Pair;
using testing::UnorderedElementsAre;

const types::Schema kSales = {{"Id", types::kBigint, true, "key"},
                              {"amount", types::DataType::decimal(10, 2), true, ""},
                              {"dt", types::kString, true, ""}};

const std::string kSalesJson =
    R"json({"type":"struct","fields":[{"name":"Id","type":"long","nullable":true,"metadata":{"comment":"key"}},)json"
    R"json({"name":"amount","type":"decimal(10,2)","nullable":true,"metadata":{}},)json"
    R"json({"name":"dt","type":"string","nullable":true,"metadata":{}}]})json";

/// The rows that Spark wrote for a partitioned Parquet table.
metastore::Table spark_sales() {
  metastore::Table table;
  table.name = {"lab", "sales"};
  table.columns = {{"id", "bigint", "key"}, {"amount", "decimal(10,2)", ""}};
  table.partition_columns = {{"dt", "string", ""}};
  table.storage.input_format = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat";
  table.storage.serde = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe";
  table.storage.serde_parameters = {{"path", "file:/w/sales"}, {"serialization.format", "1"}};
  table.parameters = {
      {"spark.sql.sources.provider", "PARQUET"},
      {"spark.sql.sources.schema.numPartCols", "1"},
      {"spark.sql.sources.schema.partCol.0", "dt"},
      {"spark.sql.sources.schema",
       R"json({"type":"struct","fields":[{"name":"dt","type":"string","nullable":true,"metadata":{}},)json"
       R"json({"name":"Id","type":"long","nullable":true,"metadata":{"comment":"key"}},)json"
       R"json({"name":"amount","type":"decimal(10,2)","nullable":true,"metadata":{}}]})json"}};
  return table;
}

std::vector<std::string> names_of(const TableSchema& schema) {
  std::vector<std::string> names;
  for (const auto& column : schema.columns) names.push_back(column.name);
  return names;
}

metastore::Table filled(std::string_view provider, FileFormat format, const metastore::Parameters& options,
                        const types::Schema& columns = kSales) {
  metastore::Table table;
  table.name = {"lab", "sales"};
  table.storage.location = "file:/w/sales";
  auto done = fill_table(table, columns, 1, provider, format, options);
  EXPECT_TRUE(done) << done.error().message;
  return table;
}

// ---- reading

TEST(TableSchema, IsTheOneThatSparkWroteWithPartitionColumnsLast) {
  auto schema = table_schema(spark_sales());

  ASSERT_TRUE(schema) << schema.error().message;
  EXPECT_THAT(names_of(*schema), ElementsAre("Id", "amount", "dt"));
  EXPECT_EQ(schema->columns[0].comment, "key");
  EXPECT_EQ(schema->partition_count, 1u);
  EXPECT_EQ(schema->provider, "parquet");
  EXPECT_EQ(schema->format, FileFormat::parquet);
  EXPECT_TRUE(schema->options.empty());
}

TEST(TableSchema, IsPutTogetherFromPieces) {
  auto table = spark_sales();
  std::string json = table.parameters["spark.sql.sources.schema"];
  table.parameters.erase("spark.sql.sources.schema");
  table.parameters["spark.sql.sources.schema.numParts"] = "2";
  table.parameters["spark.sql.sources.schema.part.0"] = json.substr(0, 40);
  table.parameters["spark.sql.sources.schema.part.1"] = json.substr(40);

  auto schema = table_schema(table);

  ASSERT_TRUE(schema) << schema.error().message;
  EXPECT_THAT(names_of(*schema), ElementsAre("Id", "amount", "dt"));
}

TEST(TableSchema, IsRefusedWithAPieceMissing) {
  auto table = spark_sales();
  table.parameters.erase("spark.sql.sources.schema");
  table.parameters["spark.sql.sources.schema.numParts"] = "2";
  table.parameters["spark.sql.sources.schema.part.0"] = "{";

  EXPECT_EQ(table_schema(table).error().code, ErrorCode::invalid_data);
}

TEST(TableSchema, IsRefusedWhenOnlySparkKnowsThePartitions) {
  auto table = spark_sales();
  table.partition_columns.clear();

  EXPECT_FALSE(table_schema(table));
}

TEST(TableSchema, IsHivesForATableThatHiveMade) {
  auto table = spark_sales();
  table.parameters = {{"numRows", "3"}};

  auto schema = table_schema(table);

  ASSERT_TRUE(schema);
  EXPECT_THAT(names_of(*schema), ElementsAre("id", "amount", "dt"));
  EXPECT_EQ(schema->columns[1].type, types::DataType::decimal(10, 2));
  EXPECT_EQ(schema->provider, "hive");
  EXPECT_EQ(schema->format, FileFormat::parquet);
  EXPECT_EQ(schema->options.at("serialization.format"), "1");
}

TEST(TableSchema, KeepsSparksCaseOfNamesInAHiveTable) {
  auto table = spark_sales();
  table.parameters.erase("spark.sql.sources.provider");

  auto schema = table_schema(table);

  ASSERT_TRUE(schema);
  EXPECT_THAT(names_of(*schema), ElementsAre("Id", "amount", "dt"));
}

TEST(TableSchema, IsHivesAgainOnceHiveHasChangedTheTable) {
  auto table = spark_sales();
  table.parameters.erase("spark.sql.sources.provider");
  table.columns.push_back({"added", "int", ""});

  auto schema = table_schema(table);

  ASSERT_TRUE(schema);
  EXPECT_THAT(names_of(*schema), ElementsAre("id", "amount", "added", "dt"));
}

TEST(TableSchema, KnowsFormatsByTheirClasses) {
  auto format_of = [](std::string_view input, std::string_view serde) {
    metastore::Table table;
    table.storage.input_format = input;
    table.storage.serde = serde;
    return table_schema(table)->format;
  };

  EXPECT_EQ(format_of("org.apache.hadoop.mapred.TextInputFormat", "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"),
            FileFormat::delimited_text);
  EXPECT_EQ(format_of("org.apache.hadoop.hive.ql.io.orc.OrcInputFormat", "org.apache.hadoop.hive.ql.io.orc.OrcSerde"),
            FileFormat::orc);
  EXPECT_EQ(format_of("org.apache.hadoop.mapred.SequenceFileInputFormat",
                      "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"),
            FileFormat::unknown);
  EXPECT_EQ(format_of("org.apache.hadoop.mapred.TextInputFormat", "org.apache.hadoop.hive.serde2.OpenCSVSerde"),
            FileFormat::unknown);
}

// ---- writing

TEST(NewTable, OfParquetIsWhatSparkWrites) {
  auto table = filled("parquet", FileFormat::parquet, {});

  EXPECT_THAT(table.columns,
              ElementsAre(metastore::Column{"Id", "bigint", "key"}, metastore::Column{"amount", "decimal(10,2)", ""}));
  EXPECT_THAT(table.partition_columns, ElementsAre(metastore::Column{"dt", "string", ""}));
  EXPECT_EQ(table.storage.input_format, "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat");
  EXPECT_EQ(table.storage.output_format, "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat");
  EXPECT_EQ(table.storage.serde, "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe");
  EXPECT_EQ(table.storage.bucket_count, -1);
  EXPECT_THAT(table.storage.serde_parameters,
              UnorderedElementsAre(Pair("path", "file:/w/sales"), Pair("serialization.format", "1")));
  EXPECT_THAT(table.parameters,
              UnorderedElementsAre(
                  Pair("spark.sql.create.version", "4.0.1"), Pair("spark.sql.partitionProvider", "catalog"),
                  Pair("spark.sql.sources.provider", "parquet"), Pair("spark.sql.sources.schema.numPartCols", "1"),
                  Pair("spark.sql.sources.schema.partCol.0", "dt"), Pair("spark.sql.sources.schema", kSalesJson)));
}

TEST(NewTable, OfCsvHidesItsColumnsFromHiveAsSparkDoes) {
  auto table = filled("CSV", FileFormat::csv, {{"header", "true"}, {"sep", ";"}});

  EXPECT_THAT(table.columns, ElementsAre(metastore::Column{"col", "array<string>", "from deserializer"}));
  EXPECT_THAT(table.partition_columns, ElementsAre(metastore::Column{"dt", "string", ""}));
  EXPECT_EQ(table.storage.input_format, "org.apache.hadoop.mapred.SequenceFileInputFormat");
  EXPECT_EQ(table.storage.output_format, "org.apache.hadoop.hive.ql.io.HiveSequenceFileOutputFormat");
  EXPECT_EQ(table.storage.serde, "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe");
  EXPECT_THAT(table.storage.serde_parameters,
              UnorderedElementsAre(Pair("header", "true"), Pair("sep", ";"), Pair("path", "file:/w/sales"),
                                   Pair("serialization.format", "1")));
  EXPECT_EQ(table.parameters.at("spark.sql.sources.provider"), "csv");
}

TEST(NewTable, OfATypeThatHiveLacksHidesItsColumnsToo) {
  auto table = filled("parquet", FileFormat::parquet, {},
                      {{"at", types::DataType::array_of(types::kTimestampNtz), true, ""}, {"dt", types::kString}});

  EXPECT_EQ(table.columns[0].name, "col");
  EXPECT_EQ(table.storage.input_format, "org.apache.hadoop.mapred.SequenceFileInputFormat");
}

TEST(NewTable, InHivesFormHasNoProvider) {
  auto table = filled("hive", FileFormat::parquet, {});

  EXPECT_FALSE(table.parameters.contains("spark.sql.sources.provider"));
  EXPECT_FALSE(table.parameters.contains("spark.sql.partitionProvider"));
  EXPECT_TRUE(table.parameters.contains("spark.sql.sources.schema"));
  EXPECT_THAT(table.storage.serde_parameters, UnorderedElementsAre(Pair("serialization.format", "1")));
}

TEST(NewTable, OfDelimitedTextKeepsItsDelimiters) {
  auto table = filled("hive", FileFormat::delimited_text, {{"field.delim", "|"}, {"escape.delim", "\\"}});

  EXPECT_EQ(table.storage.input_format, "org.apache.hadoop.mapred.TextInputFormat");
  EXPECT_EQ(table.storage.output_format, "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat");
  EXPECT_EQ(table.storage.serde, "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe");
  EXPECT_THAT(table.storage.serde_parameters, UnorderedElementsAre(Pair("field.delim", "|"), Pair("escape.delim", "\\"),
                                                                   Pair("serialization.format", "|")));
}

TEST(NewTable, IsRefusedForWhatIsNotThereYet) {
  metastore::Table table;

  EXPECT_EQ(fill_table(table, kSales, 1, "delta", FileFormat::unknown, {}).error().code, ErrorCode::not_found);
  EXPECT_EQ(fill_table(table, kSales, 1, "hive", FileFormat::json, {}).error().code, ErrorCode::unsupported);
  EXPECT_EQ(fill_table(table, {{"a", types::kTimestampNtz}}, 0, "hive", FileFormat::parquet, {}).error().error_class,
            "UNSUPPORTED_DATATYPE");
}

TEST(NewTable, IsReadBackAsItWasWritten) {
  struct Form {
    std::string_view provider;
    FileFormat format;
  };
  for (auto form : {Form{"parquet", FileFormat::parquet}, Form{"csv", FileFormat::csv},
                    Form{"hive", FileFormat::parquet}, Form{"hive", FileFormat::delimited_text}}) {
    auto schema = table_schema(filled(form.provider, form.format, {}));

    ASSERT_TRUE(schema);
    EXPECT_THAT(names_of(*schema), ElementsAre("Id", "amount", "dt"));
    EXPECT_EQ(schema->provider, form.provider);
    EXPECT_EQ(schema->format, form.format);
    EXPECT_EQ(schema->partition_count, 1u);
  }
}

}  // namespace
}  // namespace skep::warehouse
