#include "cli/output/progress_line.h"

#include <gtest/gtest.h>

namespace skep::cli {
namespace {

TEST(ProgressText, SaysWhatIsKnown) {
  EXPECT_EQ(progress_text(std::nullopt, 1.25), "waiting 1.2 s  (Ctrl-C cancels)");
  EXPECT_EQ(progress_text(Progress{"queued", 0}, 0.5), "queued 0.5 s  (Ctrl-C cancels)");
  EXPECT_EQ(progress_text(Progress{"running", 1'234'567}, 2), "running 2.0 s, 1234 k rows read  (Ctrl-C cancels)");
  EXPECT_EQ(progress_text(Progress{"running", 0, 52.4}, 2),
            "running 2.0 s [==========          ] 52 %  (Ctrl-C cancels)");
}

}  // namespace
}  // namespace skep::cli
