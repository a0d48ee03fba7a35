#include "metastore/records.h"

#include "base/check.h"
#include "base/text.h"

#include <charconv>

namespace skep::metastore {
namespace {

bool is_escaped_in_paths(unsigned char c) {
  constexpr std::string_view kSpecial = "\"#%'*/:=?\\{[]^";
  return c < 0x20 || c == 0x7F || kSpecial.find(static_cast<char>(c)) != std::string_view::npos;
}

}  // namespace

std::string escape_path_name(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (is_escaped_in_paths(byte)) {
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else {
      out += c;
    }
  }
  return out;
}

std::string unescape_path_name(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); i++) {
    unsigned value = 0;
    if (text[i] == '%' && i + 2 < text.size()) {
      const char* digits = text.data() + i + 1;
      auto [end, failure] = std::from_chars(digits, digits + 2, value, 16);
      if (failure == std::errc{} && end == digits + 2) {
        out += static_cast<char>(value);
        i += 2;
        continue;
      }
    }
    out += text[i];
  }
  return out;
}

std::string partition_name(const std::vector<Column>& columns, const std::vector<std::string>& values) {
  check(columns.size() == values.size(), "a partition needs a value for each partition column");
  std::string name;
  for (size_t i = 0; i < columns.size(); i++) {
    if (i > 0) name += '/';
    name += escape_path_name(to_lower(columns[i].name)) + "=";
    name += values[i].empty() ? std::string(kNullPartitionValue) : escape_path_name(values[i]);
  }
  return name;
}

Result<std::vector<std::pair<std::string, std::string>>> parse_partition_name(std::string_view name) {
  std::vector<std::pair<std::string, std::string>> parts;
  for (const auto& part : split(name, '/')) {
    size_t equals = part.find('=');
    if (equals == 0 || equals == part.npos) {
      return make_error(ErrorCode::invalid_argument, "a partition's name is key=value/key=value, not: {}", name);
    }
    parts.emplace_back(unescape_path_name(part.substr(0, equals)), unescape_path_name(part.substr(equals + 1)));
  }
  return parts;
}

std::shared_ptr<const PartitionLayout> layout_of(const Table& table) {
  auto layout = std::make_shared<PartitionLayout>(PartitionLayout{table.storage, table.columns});
  layout->storage.location.clear();
  return layout;
}

}  // namespace skep::metastore
