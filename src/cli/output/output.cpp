#include "cli/output/output.h"

#include "base/text.h"

#include <unistd.h>
#include <algorithm>
#include <cstdlib>
#include <utility>

namespace skep::cli {

Output::Output(std::string pager, size_t screen_lines)
    : pager_(screen_lines > 0 ? std::move(pager) : ""), screen_lines_(screen_lines) {}

Output::~Output() { finish(); }

bool Output::write(std::string_view text) {
  if (pager_.empty() || file_ != stdout) return put(text);
  waiting_ += text;
  lines_ += static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
  if (lines_ < screen_lines_) return true;
  if (auto* pipe = ::popen(pager_.c_str(), "w")) {
    file_ = pipe;
  } else {
    pager_.clear();
  }
  return put(std::exchange(waiting_, {}));
}

void Output::finish() {
  if (!waiting_.empty()) put(std::exchange(waiting_, {}));
  std::fflush(file_);
  if (file_ != stdout) ::pclose(std::exchange(file_, stdout));
  lines_ = 0;
  is_gone_ = false;
}

bool Output::put(std::string_view text) {
  if (!is_gone_) is_gone_ = std::fwrite(text.data(), 1, text.size(), file_) != text.size();
  return !is_gone_;
}

std::string pager_command() {
  for (const auto* name : {"SKEP_PAGER", "PAGER"})
    if (const auto* wanted = std::getenv(name)) return wanted;
  const auto* path = std::getenv("PATH");
  for (auto& folder : split(path ? path : "", ':'))
    if (::access((folder + "/less").c_str(), X_OK) == 0) return "LESS=${LESS:-FRSX} less";
  return {};
}

}  // namespace skep::cli
