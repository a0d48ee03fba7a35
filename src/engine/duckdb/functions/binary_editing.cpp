#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/registrar.h"

#include <algorithm>

namespace skep::engine {
namespace {

/// Fills up to a length, or cuts down to it.
template <bool kLeft>
struct PadBytes {
  static Bytes compute(BytesView value, int32_t length, BytesView pad) {
    auto wanted = static_cast<size_t>(std::max(length, 0));
    auto bytes = value.bytes.substr(0, wanted);
    if (pad.bytes.empty() || bytes.size() == wanted) return {std::string(bytes)};
    std::string filling;
    auto missing = wanted - bytes.size();
    while (filling.size() < missing) filling += pad.bytes.substr(0, missing - filling.size());
    return {kLeft ? filling.append(bytes) : std::string(bytes) + filling};
  }
};

/// Bytes from a place, counted as the characters of texts are.
struct SubstringBytes {
  static Bytes compute(BytesView value, int32_t position, int32_t length) {
    auto size = static_cast<int64_t>(value.bytes.size());
    int64_t begin = position > 0 ? position - 1 : position < 0 ? size + position : 0;
    int64_t end = std::clamp<int64_t>(begin + length, 0, size);
    begin = std::clamp<int64_t>(begin, 0, end);
    return {std::string(value.bytes.substr(static_cast<size_t>(begin), static_cast<size_t>(end - begin)))};
  }
};

/// Puts bytes over others; a negative count is that of the bytes put.
struct OverlayBytes {
  static Bytes compute(BytesView value, BytesView put, int32_t place, int32_t count) {
    int64_t size = static_cast<int64_t>(value.bytes.size());
    int64_t over = count >= 0 ? count : static_cast<int64_t>(put.bytes.size());
    std::string result(between(value.bytes, 0, place - 1));
    result += put.bytes;
    result += between(value.bytes, place - 1 + over, size);
    return {std::move(result)};
  }

 private:
  static std::string_view between(std::string_view bytes, int64_t from, int64_t to) {
    auto size = static_cast<int64_t>(bytes.size());
    from = std::clamp<int64_t>(from, 0, size);
    to = std::clamp<int64_t>(to, from, size);
    return bytes.substr(static_cast<size_t>(from), static_cast<size_t>(to - from));
  }
};

}  // namespace

void add_binary_editing(Registrar& registrar) {
  registrar.add<PadBytes<true>>("lpad_bytes");
  registrar.add<PadBytes<false>>("rpad_bytes");
  registrar.add<SubstringBytes>("substring");
  registrar.add<OverlayBytes>("overlay_bytes");
}

}  // namespace skep::engine
