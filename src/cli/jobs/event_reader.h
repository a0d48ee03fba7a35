#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace skep::cli {

/// Reads server-sent events, bytes cut anywhere. One thread.
class EventReader {
 public:
  /// False: no more are wanted.
  using OnEvent = std::function<bool(const std::string& name, const std::string& data)>;

  explicit EventReader(OnEvent on_event) : on_event_(std::move(on_event)) {}

  /// Calls back for each event that is whole now; says whether more are wanted.
  bool add(std::string_view bytes);

  /// Of the last event that had one; empty before.
  const std::string& last_id() const { return last_id_; }

 private:
  bool take_line(std::string_view line);

  OnEvent on_event_;
  std::string rest_;
  std::string name_;
  std::string data_;
  std::string last_id_;
};

}  // namespace skep::cli
