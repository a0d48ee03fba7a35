#include "session/table_versions.h"

#include <algorithm>

namespace skep::session {
namespace {

/// FNV-1a over two lanes: names are told apart, nobody is kept out; the door signs what it hands out.
class Digest {
 public:
  void add(std::string_view text) {
    for (char c : text) add_byte(static_cast<unsigned char>(c));
    add_byte(0xFF);  // no byte of UTF-8, so that "a" "bc" and "ab" "c" differ
  }
  void add(int64_t number) {
    for (int shift = 0; shift < 64; shift += 8) add_byte(static_cast<unsigned char>(number >> shift));
  }
  std::string text() const { return fmt::format("{:016x}{:016x}", first_, second_); }

 private:
  void add_byte(unsigned char byte) {
    first_ = (first_ ^ byte) * 0x100000001b3;
    second_ = (second_ ^ (byte + 0x9eu)) * 0x100000001b3;
    second_ ^= second_ >> 29;
  }

  uint64_t first_ = 0xcbf29ce484222325;
  uint64_t second_ = 0x84222325cbf29ce4;
};

std::string version_of(const engine::ScanDescriptor& scan) {
  Digest digest;
  digest.add(scan.name);
  for (const auto& column : scan.columns) {
    digest.add(column.name);
    digest.add(column.type.to_text());
  }
  for (const auto& file : scan.files) {
    digest.add(file.path);
    digest.add(file.size);
    digest.add(file.modified_micros);
  }
  return digest.text();
}

Result<bool> is_unchanged(const engine::ScanDescriptor& scan, warehouse::Warehouse& warehouse) {
  for (const auto& file : scan.files) {
    auto same = warehouse.is_unchanged({file.path, file.size, file.modified_micros, 0});
    if (!same || !*same) return same;
  }
  return true;
}

bool have_same_columns(const types::Schema& a, const types::Schema& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const types::Field& left, const types::Field& right) {
    return left.name == right.name && left.type == right.type;
  });
}

Error expired() {
  return Error::of_class(ErrorCode::not_found, "CURSOR_EXPIRED",
                         "the rows of this cursor are not there any more: the table has changed since its first page");
}

size_t weight(const engine::ScanDescriptor& scan) { return scan.files.size() + 1; }

}  // namespace

std::string TableVersions::remember(const engine::ScanDescriptor& scan) {
  auto version = version_of(scan);
  std::lock_guard guard(mutex_);
  if (entries_.contains(version)) return version;
  by_use_.push_front(version);
  entries_[version] = {std::make_shared<const engine::ScanDescriptor>(scan), by_use_.begin()};
  files_ += weight(scan);
  while (files_ > kFilesMax && entries_.size() > 1) {
    auto oldest = entries_.find(by_use_.back());
    files_ -= weight(*oldest->second.scan);
    entries_.erase(oldest);
    by_use_.pop_back();
  }
  return version;
}

TableVersions::Scan TableVersions::find(const std::string& version) {
  std::lock_guard guard(mutex_);
  auto found = entries_.find(version);
  if (found == entries_.end()) return nullptr;
  by_use_.splice(by_use_.begin(), by_use_, found->second.use);
  return found->second.scan;
}

Result<std::vector<engine::ScanDescriptor>> TableVersions::scans_of(plan::Plan& plan, const std::string& version,
                                                                    const LoadedNames& names,
                                                                    warehouse::Warehouse& warehouse,
                                                                    const std::string& time_zone,
                                                                    const Cancellation& cancellation) {
  auto scan = find(version);
  if (!scan) {
    auto present = prune(plan, names, warehouse, time_zone, cancellation);
    if (!present) return present;
    if (version_of(present->front()) != version) return expired();
    return present;
  }
  // The table's definition may have changed since, and the plan is made of the present one.
  const auto& schema = names.schemas.front();
  bool is_same_table = scan->name == names.tables.front().name.to_text() &&
                       have_same_columns(scan->columns, schema.columns) &&
                       scan->partition_count == schema.partition_count;
  if (!is_same_table) return expired();
  auto same = is_unchanged(*scan, warehouse);
  if (!same) return same.error();
  if (!*same) return expired();
  return std::vector<engine::ScanDescriptor>{*scan};
}

}  // namespace skep::session
