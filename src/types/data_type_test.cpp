#include "types/data_type.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace skep::types {
namespace {

using testing::HasSubstr;

std::string text_of(std::string_view text) {
  auto type = parse_type(text);
  return type ? type->to_text() : "error " + type.error().error_class;
}

TEST(TypeText, KnowsEveryNameThatSparkAndHiveHaveForAType) {
  EXPECT_EQ(text_of("void"), "void");
  EXPECT_EQ(text_of("BOOLEAN"), "boolean");
  EXPECT_EQ(text_of("byte"), "tinyint");
  EXPECT_EQ(text_of("short"), "smallint");
  EXPECT_EQ(text_of("Integer"), "int");
  EXPECT_EQ(text_of("long"), "bigint");
  EXPECT_EQ(text_of("real"), "float");
  EXPECT_EQ(text_of("double"), "double");
  EXPECT_EQ(text_of("dec"), "decimal(10,0)");
  EXPECT_EQ(text_of("numeric(5)"), "decimal(5,0)");
  EXPECT_EQ(text_of(" decimal ( 10 , 2 ) "), "decimal(10,2)");
  EXPECT_EQ(text_of("char(3)"), "char(3)");
  EXPECT_EQ(text_of("character(3)"), "char(3)");
  EXPECT_EQ(text_of("varchar(20)"), "varchar(20)");
  EXPECT_EQ(text_of("binary"), "binary");
  EXPECT_EQ(text_of("date"), "date");
  EXPECT_EQ(text_of("timestamp_ltz"), "timestamp");
  EXPECT_EQ(text_of("timestamp_ntz"), "timestamp_ntz");
  EXPECT_EQ(text_of("interval day to second"), "interval day to second");
  EXPECT_EQ(text_of("INTERVAL YEAR"), "interval year");
  EXPECT_EQ(text_of("array<array<int>>"), "array<array<int>>");
  EXPECT_EQ(text_of("map<string, map<int,date>>"), "map<string,map<int,date>>");
  EXPECT_EQ(text_of("struct<>"), "struct<>");
  EXPECT_EQ(text_of("struct<a:int,b string NOT NULL COMMENT 'x', `c d`:struct<e:int>>"),
            "struct<a:int,b:string,c d:struct<e:int>>");
}

TEST(TypeText, TakesHivesFieldNamesAsTheyAre) {
  EXPECT_EQ(text_of("struct<a-b:int,c d:string>"), "struct<a-b:int,c d:string>");
  EXPECT_EQ(text_of("struct<größe:int>"), "struct<größe:int>");
}

TEST(TypeText, SaysWhatIsWrong) {
  EXPECT_EQ(text_of("flot"), "error UNSUPPORTED_DATATYPE");
  EXPECT_EQ(text_of("int(3)"), "error UNSUPPORTED_DATATYPE");
  EXPECT_EQ(text_of("decimal(39,2)"), "error DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION");
  EXPECT_EQ(text_of("varchar"), "error DATATYPE_MISSING_SIZE");
  EXPECT_EQ(text_of("array"), "error INCOMPLETE_TYPE_DEFINITION.ARRAY");
  EXPECT_EQ(text_of("map<int, struct>"), "error INCOMPLETE_TYPE_DEFINITION.STRUCT");
  for (auto text :
       {"", "decimal(5,7)", "array<int", "map<int>", "struct<int>", "struct<:int>", "int int", "decimal(x)", "decimal(",
        "char(0)", "struct<a:int COMMENT 'x>", "interval day to year", "interval day to", "array<>"}) {
    EXPECT_EQ(text_of(text), "error PARSE_SYNTAX_ERROR") << text;
  }
}

TEST(TypeText, NestingHasALimit) {
  std::string text;
  for (int i = 0; i < 100000; i++) text += "array<";

  EXPECT_EQ(text_of(text), "error FAILED_TO_PARSE_TOO_COMPLEX");
}

TEST(TypeText, ForSqlIsWhatSparkShows) {
  auto type = *parse_type("struct<a:int,`b c`:array<decimal(5,1)>,m:map<string,interval day to hour>>");

  EXPECT_EQ(type.to_sql(), "STRUCT<a: INT, `b c`: ARRAY<DECIMAL(5,1)>, m: MAP<STRING, INTERVAL DAY TO HOUR>>");
  EXPECT_EQ(*parse_type(type.to_sql()), type);
}

TEST(DataType, EqualityLooksAtStructureAndFieldNames) {
  EXPECT_EQ(*parse_type("array<struct<a:int>>"), *parse_type("ARRAY<STRUCT<a: INT NOT NULL COMMENT 'x'>>"));
  EXPECT_FALSE(*parse_type("struct<a:int>") == *parse_type("struct<b:int>"));
  EXPECT_FALSE(*parse_type("decimal(5,1)") == *parse_type("decimal(5,2)"));
  EXPECT_FALSE(*parse_type("array<int>") == *parse_type("array<bigint>"));
}

TEST(TypeJson, IsWrittenAsSparkWritesIt) {
  Schema schema{{"id", kBigint, false, ""},
                {"name", kString, true, "the \"name\""},
                {"tags", DataType::array_of(kString, false), true, ""},
                {"m", DataType::map_of(kInteger, DataType::decimal(10, 2)), true, ""}};

  EXPECT_EQ(schema_to_json(schema),
            R"({"type":"struct","fields":[{"name":"id","type":"long","nullable":false,"metadata":{}},)"
            R"({"name":"name","type":"string","nullable":true,"metadata":{"comment":"the \"name\""}},)"
            R"({"name":"tags","type":{"type":"array","elementType":"string","containsNull":false},"nullable":true,)"
            R"("metadata":{}},{"name":"m","type":{"type":"map","keyType":"integer",)"
            R"json("valueType":"decimal(10,2)","valueContainsNull":true},"nullable":true,"metadata":{}}]})json");
}

TEST(TypeJson, IsReadBackWhole) {
  Schema schema{{"a", *parse_type("struct<x:tinyint,y:array<map<string,timestamp_ntz>>>"), true, "c"},
                {"b", *parse_type("interval year to month"), false, ""},
                {"größe", kDouble, true, "in m"}};

  auto read = schema_from_json(schema_to_json(schema));

  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(schema_to_json(*read), schema_to_json(schema));
  EXPECT_EQ((*read)[0].comment, "c");
  EXPECT_FALSE((*read)[1].nullable);
}

TEST(TypeJson, KeepsTheLengthOfCharAndVarcharAsSparkDoes) {
  Schema schema{{"c", DataType::char_of(3), true, "fixed"}, {"v", *parse_type("array<varchar(5)>"), true, ""}};

  auto json = schema_to_json(schema);

  EXPECT_THAT(json, HasSubstr(R"("type":"string")"));
  EXPECT_THAT(json, HasSubstr(R"json("__CHAR_VARCHAR_TYPE_STRING":"char(3)")json"));
  EXPECT_THAT(json, HasSubstr(R"json("__CHAR_VARCHAR_TYPE_STRING":"array<varchar(5)>")json"));
  EXPECT_EQ((*schema_from_json(json))[0].type, schema[0].type);
  EXPECT_EQ((*schema_from_json(json))[1].type, schema[1].type);
}

TEST(TypeJson, SaysWhatIsNotUnderstood) {
  for (auto json :
       {"", "{", "[]", "\"long\"", R"({"type":"udt"})", R"({"type":"struct"})",
        R"({"type":"struct","fields":[{"name":"a"}]})", R"({"type":"struct","fields":[{"name":"a","type":"blob"}]})",
        R"({"type":"struct","fields":[{"name":"a","type":{"type":"array"}}]})"}) {
    EXPECT_FALSE(schema_from_json(json)) << json;
  }
}

}  // namespace
}  // namespace skep::types
