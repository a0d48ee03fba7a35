#include "base/log.h"

#include "base/text.h"

#include <fmt/format.h>
#include <spdlog/formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <ctime>
#include <memory>

namespace skep {
namespace {

using Fields = LogFields::Fields;

Fields& fields_of_thread() {
  thread_local Fields fields;
  return fields;
}

/// "2026-01-31T12:00:00.123Z"
std::string instant(std::chrono::system_clock::time_point time) {
  auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
  auto seconds = static_cast<std::time_t>(millis / 1000);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", parts.tm_year + 1900, parts.tm_mon + 1,
                     parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, millis % 1000);
}

std::string_view view(spdlog::string_view_t text) { return {text.data(), text.size()}; }

/// Formats on the thread that logs: so its fields are those of the request it works for.
class LineFormatter final : public spdlog::formatter {
 public:
  explicit LineFormatter(LogFormat format) : format_(format) {}

  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
    auto line = format_ == LogFormat::json ? json_line(message) : text_line(message);
    out.append(line.data(), line.data() + line.size());
  }
  std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<LineFormatter>(format_); }

 private:
  static std::string json_line(const spdlog::details::log_msg& message) {
    auto level = view(spdlog::level::to_string_view(message.level));
    auto line = fmt::format(R"({{"time":"{}","level":"{}","message":{})", instant(message.time), level,
                            json_quote(view(message.payload)));
    for (const auto& [name, value] : fields_of_thread()) line += "," + json_quote(name) + ":" + json_quote(value);
    return line + "}\n";
  }

  /// What a client has sent may stand in a message: line feeds would let it write lines of its own.
  static std::string text_line(const spdlog::details::log_msg& message) {
    auto level = view(spdlog::level::to_string_view(message.level));
    auto line = fmt::format("{} {} {}", instant(message.time), level, view(message.payload));
    for (const auto& [name, value] : fields_of_thread()) line += fmt::format(" {}={}", name, value);
    for (char& c : line)
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    return line + "\n";
  }

  LogFormat format_;
};

}  // namespace

void configure_log(std::string_view level, LogFormat format) {
  auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  sink->set_formatter(std::make_unique<LineFormatter>(format));
  auto logger = std::make_shared<spdlog::logger>("skep", std::move(sink));
  logger->set_level(spdlog::level::from_str(level == "warn"    ? "warning"
                                            : level == "error" ? "err"
                                                               : std::string(level)));
  spdlog::set_default_logger(std::move(logger));
}

LogFields::LogFields(Fields fields) : count_before_(fields_of_thread().size()) {
  auto& all = fields_of_thread();
  for (auto& field : fields) all.push_back(std::move(field));
}

LogFields::~LogFields() { fields_of_thread().resize(count_before_); }

}  // namespace skep
