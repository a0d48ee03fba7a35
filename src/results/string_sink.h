#pragma once

#include "base/byte_chain.h"
#include "base/result.h"

#include <arrow/buffer.h>
#include <arrow/io/interfaces.h>
#include <arrow/result.h>
#include <arrow/status.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace skep::results {

/// Lets a writer of Arrow's append to a string or a chain of bytes that changes from call to call. Buffers that it hands
/// over whole are shared with a chain, not copied, when they are large enough to be worth a piece of their own.
class StringSink final : public arrow::io::OutputStream {
 public:
  void append_to(std::string& out) {
    out_ = &out;
    chain_ = nullptr;
  }
  void append_to(ByteChain& out) {
    out_ = &out.text();
    chain_ = &out;
  }

  arrow::Status Write(const void* bytes, int64_t count) override {
    out_->append(static_cast<const char*>(bytes), static_cast<size_t>(count));
    position_ += count;
    return arrow::Status::OK();
  }
  arrow::Status Write(const std::shared_ptr<arrow::Buffer>& buffer) override {
    if (!chain_ || buffer->size() < kSharedBytesMin) return Write(buffer->data(), buffer->size());
    chain_->share({reinterpret_cast<const char*>(buffer->data()), static_cast<size_t>(buffer->size())}, buffer);
    position_ += buffer->size();
    return arrow::Status::OK();
  }
  arrow::Result<int64_t> Tell() const override { return position_; }
  arrow::Status Close() override { return arrow::Status::OK(); }
  bool closed() const override { return false; }

 private:
  static constexpr int64_t kSharedBytesMin = 4096;

  std::string* out_ = nullptr;
  ByteChain* chain_ = nullptr;
  int64_t position_ = 0;
};

inline Result<void> to_result(const arrow::Status& status, std::string_view form) {
  if (status.ok()) return {};
  return make_error(ErrorCode::internal, "writing {}: {}", form, status.ToString());
}

}  // namespace skep::results
