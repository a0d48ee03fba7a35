#pragma once

#include <arrow/ipc/options.h>
#include <arrow/util/compression.h>

namespace skep::engine {

/// How rows are put into files of our own, Arrow IPC with zstd, on the thread that writes them.
inline const arrow::ipc::IpcWriteOptions& kept_rows_options() {
  static const auto options = [] {
    auto made = arrow::ipc::IpcWriteOptions::Defaults();
    made.use_threads = false;
    made.codec = arrow::util::Codec::Create(arrow::Compression::ZSTD, 1).ValueOr(nullptr);
    return made;
  }();
  return options;
}

}  // namespace skep::engine
