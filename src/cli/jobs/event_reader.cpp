#include "cli/jobs/event_reader.h"

#include <utility>

namespace skep::cli {

bool EventReader::add(std::string_view bytes) {
  rest_ += bytes;
  bool wants_more = true;
  size_t begin = 0;
  for (size_t end = rest_.find('\n'); end != std::string::npos && wants_more; end = rest_.find('\n', begin)) {
    auto line = std::string_view(rest_).substr(begin, end - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    wants_more = take_line(line);
    begin = end + 1;
  }
  rest_.erase(0, begin);
  return wants_more;
}

bool EventReader::take_line(std::string_view line) {
  if (line.empty()) {
    auto name = std::exchange(name_, "");
    auto data = std::exchange(data_, "");
    return data.empty() || on_event_(name, data);
  }
  auto colon = line.find(':');
  auto field = line.substr(0, colon);
  auto value = colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (field == "event") name_ = value;
  if (field == "id") last_id_ = value;
  if (field == "data") {
    if (!data_.empty()) data_ += '\n';
    data_ += value;
  }
  return true;
}

}  // namespace skep::cli
