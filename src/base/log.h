#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace skep {

enum class LogFormat { text, json };

/// Sends what spdlog is given to standard error: a line of text, or a JSON object a line with "time", "level", "message"
/// and the fields of the thread's LogFields. May be called again while others log. `level` is one of spdlog's names.
void configure_log(std::string_view level, LogFormat format);

/// Adds fields to every line that this thread logs while the object lives: the ids of the request and the statement that
/// it works for.
class LogFields {
 public:
  using Fields = std::vector<std::pair<std::string, std::string>>;

  explicit LogFields(Fields fields);
  ~LogFields();
  LogFields(const LogFields&) = delete;
  LogFields& operator=(const LogFields&) = delete;

 private:
  size_t count_before_;
};

}  // namespace skep
