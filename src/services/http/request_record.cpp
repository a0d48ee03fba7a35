#include "services/http/request_record.h"

#include "base/log.h"
#include "services/http/answers.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <random>

namespace skep::services {
namespace {

constexpr size_t kIdLengthMax = 128;
constexpr size_t kTargetLoggedMax = 512;

bool is_plain(std::string_view id) {
  return !id.empty() && id.size() <= kIdLengthMax && std::all_of(id.begin(), id.end(), [](unsigned char c) {
    return std::isalnum(c) || c == '.' || c == '_' || c == '-' || c == ':' || c == '/' || c == '=' || c == '+';
  });
}

void write(const RequestRecord& record, const std::string& statement) {
  LogFields::Fields ids{{"request", record.id}};
  if (!statement.empty()) ids.push_back({"statement", statement});
  LogFields fields(std::move(ids));
  const auto& measure = record.measure;
  auto millis = std::chrono::duration<double, std::milli>(measure.time).count();
  spdlog::info("{} {} {} {} bytes {:.1f} ms{}", measure.method, record.target.substr(0, kTargetLoggedMax),
               measure.status, measure.bytes, millis, measure.whole ? "" : " broken");
}

void end(RequestRecord& record, Metrics& metrics, const std::string& statement) {
  record.measure.time = std::chrono::steady_clock::now() - record.begin;
  metrics.add(record.measure);
  if (record.logs && spdlog::should_log(spdlog::level::info)) write(record, statement);
}

/// Ends the record when the stream is dropped, be it after its last piece or before.
class RecordedStream final : public net::BodyStream {
 public:
  RecordedStream(std::unique_ptr<net::BodyStream> stream, RequestRecord record, Metrics& metrics, std::string statement)
      : stream_(std::move(stream)), record_(std::move(record)), metrics_(metrics), statement_(std::move(statement)) {
    record_.measure.whole = false;
  }
  ~RecordedStream() override {
    stream_.reset();
    end(record_, metrics_, statement_);
  }
  RecordedStream(const RecordedStream&) = delete;
  RecordedStream& operator=(const RecordedStream&) = delete;

  Result<bool> next(ByteChain& out) override {
    LogFields fields(LogFields::Fields{{"request", record_.id}, {"statement", statement_}});
    size_t size = out.size();
    auto more = stream_->next(out);
    record_.measure.bytes += out.size() - size;
    record_.measure.whole = more && !*more;
    return more;
  }

 private:
  std::unique_ptr<net::BodyStream> stream_;
  RequestRecord record_;
  Metrics& metrics_;
  std::string statement_;
};

}  // namespace

std::string request_id_of(const net::HttpRequest& request) {
  auto given = request.header("X-Request-Id");
  if (given && is_plain(*given)) return std::string(*given);
  static thread_local std::mt19937_64 random{std::random_device{}()};
  return fmt::format("{:016x}", random());
}

void finish_record(RequestRecord record, Metrics& metrics, net::HttpAnswer& answer) {
  record.measure.status = answer.status;
  record.measure.bytes = record.measure.method == "HEAD" ? 0 : answer.content().size();
  std::string statement(header_of(answer, "Skep-Statement").value_or(""));
  if (!answer.rest) return end(record, metrics, statement);
  answer.rest = std::make_unique<RecordedStream>(std::move(answer.rest), std::move(record), metrics, statement);
}

}  // namespace skep::services
