#include "services/http/ready_answers.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace skep::services {
namespace {

/// Headers that do not change what is kept: the first two are looked at each time, nobody looks at the others.
constexpr std::array<std::string_view, 9> kLeftOut = {"If-None-Match", "X-Request-Id",  "Connection",
                                                      "User-Agent",    "Cache-Control", "Pragma",
                                                      "Keep-Alive",    "Traceparent",   "Tracestate"};

bool matters(const net::HttpHeader& header) {
  return std::none_of(kLeftOut.begin(), kLeftOut.end(),
                      [&](std::string_view name) { return equals_ignoring_case(header.name, name); });
}

}  // namespace

std::string ReadyAnswers::key_of(const net::HttpRequest& request) {
  std::string key;
  if ((request.method != "GET" && request.method != "HEAD") || !request.body.empty()) return key;
  key.reserve(256);
  key += request.method;
  key += ' ';
  key += request.target;
  for (const auto& header : request.headers) {
    if (!matters(header)) continue;
    key += '\n';  // stands in no header
    key += header.name;
    key += ':';
    key += header.value;
  }
  if (request.minor_version == 0) key += "\n1.0";
  return key;
}

std::shared_ptr<const ReadyAnswer> ReadyAnswers::find(const std::string& key) {
  std::shared_ptr<const ReadyAnswer> answer;
  {
    std::lock_guard guard(mutex_);
    auto found = entries_.find(key);
    if (found == entries_.end()) return nullptr;
    answer = found->second.answer;
    by_use_.splice(by_use_.begin(), by_use_, found->second.use);
  }
  if (answer->holds()) return answer;
  std::lock_guard guard(mutex_);
  auto found = entries_.find(key);
  if (found != entries_.end() && found->second.answer == answer) drop(found);
  return nullptr;
}

void ReadyAnswers::keep(const std::string& key, ReadyAnswer answer) {
  size_t bytes = answer.body->size() + key.size() + 1024;
  if (bytes > kAnswerBytesMax) return;
  std::lock_guard guard(mutex_);
  if (auto known = entries_.find(key); known != entries_.end()) drop(known);
  by_use_.push_front(key);
  entries_[key] = {std::make_shared<const ReadyAnswer>(std::move(answer)), bytes, by_use_.begin()};
  bytes_ += bytes;
  while (bytes_ > kBytesMax) drop(entries_.find(by_use_.back()));
}

void ReadyAnswers::clear() {
  std::lock_guard guard(mutex_);
  entries_.clear();
  by_use_.clear();
  bytes_ = 0;
}

void ReadyAnswers::drop(Entries::iterator entry) {
  bytes_ -= entry->second.bytes;
  by_use_.erase(entry->second.use);
  entries_.erase(entry);
}

}  // namespace skep::services
