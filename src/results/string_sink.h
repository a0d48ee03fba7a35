#pragma once

#include "base/result.h"

#include <arrow/io/interfaces.h>
#include <arrow/result.h>
#include <arrow/status.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace skep::results {

/// Lets a writer of Arrow's append to a string that changes from call to call.
class StringSink final : public arrow::io::OutputStream {
 public:
  void append_to(std::string& out) { out_ = &out; }

  arrow::Status Write(const void* bytes, int64_t count) override {
    out_->append(static_cast<const char*>(bytes), static_cast<size_t>(count));
    position_ += count;
    return arrow::Status::OK();
  }
  using arrow::io::OutputStream::Write;
  arrow::Result<int64_t> Tell() const override { return position_; }
  arrow::Status Close() override { return arrow::Status::OK(); }
  bool closed() const override { return false; }

 private:
  std::string* out_ = nullptr;
  int64_t position_ = 0;
};

inline Result<void> to_result(const arrow::Status& status, std::string_view form) {
  if (status.ok()) return {};
  return make_error(ErrorCode::internal, "writing {}: {}", form, status.ToString());
}

}  // namespace skep::results
