// folders: base types storage metastore
#include "metastore/filter_text.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

/// Any bytes are a filter or an error, and a filter decides about any values.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace skep::metastore;
  static const std::vector<Column> kColumns = {{"a", "string", ""}, {"b", "int", ""}, {"c", "date", ""}};
  auto filter = parse_partition_filter({reinterpret_cast<const char*>(data), size}, kColumns);
  if (!filter) return 0;
  for (const char* value : {"", "7", "x", "2026-01-01", "__HIVE_DEFAULT_PARTITION__"}) {
    (void)passes(*filter, {value, value, value});
  }
  return 0;
}
