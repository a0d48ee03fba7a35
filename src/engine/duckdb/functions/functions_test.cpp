#include "engine/duckdb/functions/functions.h"

#include "types/value.h"

#include <gtest/gtest.h>
#include <duckdb.hpp>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace skep::engine {
namespace {

/// One line of a *.cases file: what Spark was asked, how we ask, and what Spark answered. A fourth part is our own answer
/// where we know that it differs.
struct Case {
  std::string file;
  size_t line = 0;
  std::string spark;
  std::string call;
  std::string answer;
};

std::vector<Case> read_cases() {
  std::vector<Case> cases;
  for (const auto& entry : std::filesystem::directory_iterator("testdata")) {
    if (entry.path().extension() != ".cases") continue;
    std::ifstream file(entry.path());
    size_t number = 0;
    for (std::string line; std::getline(file, line);) {
      ++number;
      if (line.empty() || line[0] == '#') continue;
      auto first = line.find(" | ");
      auto second = line.find(" | ", first + 3);
      EXPECT_NE(second, std::string::npos) << entry.path() << ":" << number;
      auto deviation = line.find(" | ", second + 3);
      auto answer = line.substr(deviation == std::string::npos ? second + 3 : deviation + 3);
      cases.push_back({entry.path().filename().string(), number, line.substr(0, first),
                       line.substr(first + 3, second - first - 3), answer});
    }
  }
  return cases;
}

/// Spark's text of a value.
std::string to_text(const duckdb::Value& value) {
  if (value.IsNull()) return "NULL";
  switch (value.type().id()) {
    case duckdb::LogicalTypeId::DOUBLE: return types::double_to_text(value.GetValue<double>());
    case duckdb::LogicalTypeId::FLOAT: return types::float_to_text(value.GetValue<float>());
    case duckdb::LogicalTypeId::DATE: return types::date_to_text(value.GetValue<duckdb::date_t>().days);
    case duckdb::LogicalTypeId::TIMESTAMP: return types::timestamp_to_text(value.GetValue<duckdb::timestamp_t>().value);
    default: return value.ToString();
  }
}

class Functions : public testing::Test {
 protected:
  Functions() : connection_(database_) { register_functions(*database_.instance); }

  std::string evaluate(const std::string& call) {
    auto result = connection_.Query("select " + call);
    if (result->HasError()) {
      auto text = result->GetErrorObject().RawMessage();
      auto end = text.find("] ");
      if (text.empty() || text[0] != '[' || end == std::string::npos) return "unexpected error: " + text;
      return "error " + text.substr(1, end - 1);
    }
    return to_text(result->GetValue(0, 0));
  }

  duckdb::DuckDB database_;
  duckdb::Connection connection_;
};

TEST_F(Functions, AnswerAsSparkDid) {
  for (const auto& each : read_cases()) {
    EXPECT_EQ(evaluate(each.call), each.answer) << each.file << ":" << each.line << ": " << each.spark;
  }
}

TEST_F(Functions, GiveNullForNull) {
  for (const char* call : {"skep_to_int(null::varchar)", "skep_divide(1, null)", "skep_substring(null, 1, 2)",
                           "skep_to_decimal(null::varchar, 5, 2)", "skep_decimal_divide(1.0, null::decimal(2,1), 8, 6)",
                           "skep_split('a', null, 1)", "skep_date_format(null, 'y')", "skep_local(null, 'UTC')"}) {
    EXPECT_EQ(evaluate(call), "NULL") << call;
  }
}

TEST_F(Functions, ComputeColumnsWithNullsAndConstants) {
  EXPECT_EQ(evaluate("sum(skep_to_int(x)) from (values ('1'), (null), (' 2 '), ('39')) t(x)"), "42");
  EXPECT_EQ(evaluate("count(skep_try_to_int(x)) from (values ('1'), ('x'), (null)) t(x)"), "1");
  EXPECT_EQ(evaluate("string_agg(skep_lpad(x, 3, '*'), ',' order by x) from (values ('1'), ('22'), (null)) t(x)"),
            "**1,*22");
  EXPECT_EQ(evaluate("count(*) from range(10000) t(i) where skep_rlike(i::varchar, '^9+$')"), "4");
  EXPECT_EQ(evaluate("sum(len(skep_split(i::varchar, '0', -1))) from range(1000) t(i)"), "1190");
}

TEST_F(Functions, ThatRaiseDoNotRunWhereAGuardKeepsThemOut) {
  EXPECT_EQ(evaluate("count(*) from (values (0.0::double), (2)) t(b) where b <> 0 and skep_divide(1, b) < 1"), "1");
  EXPECT_EQ(evaluate("sum(case when b <> 0 then skep_divide(1, b) else 0 end) from (values (0.0::double), (2)) t(b)"),
            "0.5");
  EXPECT_EQ(evaluate("count(*) from range(10) t(i) where false and skep_raise('A_CLASS', 'x') = 1"), "0");
}

TEST_F(Functions, RaiseWhatTheyAreTold) { EXPECT_EQ(evaluate("skep_raise('A_CLASS.B', 'no')"), "error A_CLASS.B"); }

}  // namespace
}  // namespace skep::engine
