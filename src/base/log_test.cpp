#include "base/log.h"

#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

namespace skep {
namespace {

std::string logged(LogFormat format, const std::string& level, const std::string& message) {
  testing::internal::CaptureStderr();
  configure_log(level, format);
  {
    LogFields request(LogFields::Fields{{"request", "r\"1"}});
    LogFields statement(LogFields::Fields{{"statement", "s1"}});
    spdlog::warn("{}", message);
  }
  spdlog::default_logger()->flush();
  return testing::internal::GetCapturedStderr();
}

TEST(Log, WritesALineOfTextWithTheFieldsOfItsThread) {
  auto line = logged(LogFormat::text, "info", "a client\nsays");
  EXPECT_TRUE(line.ends_with("Z warning a client says request=r\"1 statement=s1\n")) << line;
}

TEST(Log, WritesAJsonObjectALine) {
  auto line = logged(LogFormat::json, "warn", "a \"client\"\nsays");
  EXPECT_TRUE(line.ends_with(R"(Z","level":"warning","message":"a \"client\"\nsays","request":"r\"1","statement":"s1"})"
                             "\n"))
      << line;
  EXPECT_TRUE(line.starts_with(R"({"time":"20)")) << line;
}

TEST(Log, LeavesOutWhatIsBelowItsLevel) {
  EXPECT_EQ(logged(LogFormat::text, "error", "no"), "");
  EXPECT_EQ(logged(LogFormat::text, "off", "no"), "");
}

}  // namespace
}  // namespace skep
