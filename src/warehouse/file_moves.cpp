#include "warehouse/file_moves.h"

#include "storage/uri.h"
#include "warehouse/table_root.h"

#include <algorithm>
#include <limits>
#include <random>

namespace skep::warehouse {
namespace {

bool is_missing(const Error& error) { return error.code == ErrorCode::not_found; }

/// Says whether a name fits a pattern of '*' and '?'.
bool fits(std::string_view name, std::string_view pattern) {
  size_t at = 0, in_pattern = 0, after_star = std::string_view::npos, star_end = 0;
  while (at < name.size()) {
    if (in_pattern < pattern.size() && pattern[in_pattern] == '*') {
      after_star = ++in_pattern;
      star_end = at;
    } else if (in_pattern < pattern.size() && (pattern[in_pattern] == '?' || pattern[in_pattern] == name[at])) {
      in_pattern++;
      at++;
    } else if (after_star != std::string_view::npos) {
      in_pattern = after_star;
      at = ++star_end;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', in_pattern) == std::string_view::npos;
}

}  // namespace

Result<std::vector<storage::FileInfo>> visible_files(storage::FileSystems& files, std::string_view folder) {
  auto system = files.of(folder);
  if (!system) return system.error();
  auto listed = (*system)->list(folder, false);
  if (!listed && is_missing(listed.error())) return std::vector<storage::FileInfo>();
  if (!listed && listed.error().code == ErrorCode::invalid_argument) {
    auto file = (*system)->stat(folder);
    if (file && !file->is_directory) return std::vector<storage::FileInfo>{*std::move(file)};
  }
  if (!listed) return listed.error();
  std::erase_if(*listed, [](const storage::FileInfo& file) {
    return file.is_directory || file.size == 0 || is_hidden(storage::base_name(file.uri));
  });
  return listed;
}

Result<std::vector<storage::FileInfo>> files_of_place(storage::FileSystems& files, std::string_view place) {
  auto system = files.of(place);
  if (!system) return system.error();
  auto pattern = storage::base_name(place);
  bool is_pattern = pattern.find_first_of("*?") != std::string::npos && !(*system)->stat(place);
  if (!is_pattern) return visible_files(files, place);
  auto listed = (*system)->list(storage::parent_uri(place), false);
  if (!listed && is_missing(listed.error())) return std::vector<storage::FileInfo>();
  if (!listed) return listed;
  std::erase_if(*listed, [&](const storage::FileInfo& entry) {
    auto name = storage::base_name(entry.uri);
    return is_hidden(name) || !fits(name, pattern) || (!entry.is_directory && entry.size == 0);
  });
  for (const auto& entry : *listed) {
    if (!entry.is_directory) continue;
    return make_error(ErrorCode::unsupported, "folders that fit a pattern are not there yet: {}", entry.uri);
  }
  return listed;
}

Result<bool> holds_no_data(storage::FileSystems& files, std::string_view folder) {
  auto system = files.of(folder);
  if (!system) return system.error();
  auto listed = (*system)->list(folder, false);
  if (!listed && is_missing(listed.error())) return true;
  if (!listed) return listed.error();
  for (const auto& entry : *listed) {
    if (is_hidden(storage::base_name(entry.uri))) continue;
    if (!entry.is_directory) return false;
    auto below = holds_no_data(files, entry.uri);
    if (!below || !*below) return below;
  }
  return true;
}

Result<void> sync_folders(storage::FileSystems& files, std::string folder, std::string_view top) {
  auto system = files.of(folder);
  if (!system) return system.error();
  while (true) {
    if (auto synced = (*system)->sync(folder); !synced) return synced;
    if (folder == top || !storage::is_within(folder, top)) return {};
    folder = storage::parent_uri(folder);
  }
}

Result<void> remove_if_without_files(storage::FileSystems& files, std::string_view folder) {
  auto system = files.of(folder);
  if (!system) return system.error();
  auto listed = (*system)->list(folder, true);
  if (!listed) return is_missing(listed.error()) ? Result<void>() : listed.error();
  if (!listed->empty()) return {};
  return (*system)->remove_all(folder);
}

Result<void> remove_files_of(storage::FileSystems& files, std::string_view folder, std::string_view operation_id) {
  auto system = files.of(folder);
  if (!system) return system.error();
  auto listed = (*system)->list(folder, false);
  if (!listed) return is_missing(listed.error()) ? Result<void>() : listed.error();
  for (const auto& file : *listed) {
    if (file.is_directory || storage::base_name(file.uri).find(operation_id) == std::string::npos) continue;
    if (auto removed = (*system)->remove_all(file.uri); !removed) return removed;
  }
  return {};
}

Result<void> move_to_trash(metastore::Metastore& store, storage::FileSystems& files, const std::string& folder,
                           std::string_view trash_parent, int64_t since_seconds) {
  auto system = files.of(folder);
  if (!system) return system.error();
  auto garbage = store.list_garbage(std::numeric_limits<int64_t>::max());
  if (!garbage) return garbage.error();
  bool is_unused = std::any_of(garbage->begin(), garbage->end(),
                               [&](const metastore::Garbage& entry) { return entry.location == folder; });
  if (!is_unused) return {};
  std::string own = own_folder(trash_parent, new_operation_id());
  std::string trash = storage::join_uri(own, storage::base_name(folder));
  // The note comes first: a kill after the rename must not leave a folder that nobody knows of.
  if (auto noted = store.add_garbage({{trash, since_seconds}}); !noted) return noted;
  auto made = (*system)->create_directories(own);
  auto moved = made ? (*system)->rename(folder, trash) : made;
  if (!moved) {
    static_cast<void>((*system)->remove_all(own));
    if (auto forgotten = store.forget_garbage(trash); !forgotten) return forgotten;
    if (!is_missing(moved.error())) return {};
  }
  for (const auto& entry : *garbage) {
    if (!storage::is_within(entry.location, folder)) continue;
    if (auto forgotten = store.forget_garbage(entry.location); !forgotten) return forgotten;
  }
  return {};
}

Error location_exists(const metastore::TableName& table, std::string_view location) {
  return Error::of_class(
      ErrorCode::already_exists, "LOCATION_ALREADY_EXISTS",
      fmt::format("the location of the new table {} holds data already: {}", table.to_text(), location));
}

std::string new_operation_id() {
  std::random_device random;
  auto part = [&] { return static_cast<uint32_t>(random()); };
  uint32_t a = part(), b = part(), c = part(), d = part();
  return fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:04x}{:08x}", a, b >> 16, b & 0xFFF, 0x8000 | (c >> 18), c & 0xFFFF,
                     d);
}

std::string data_file_name(std::string_view operation_id, size_t index, std::string_view extension) {
  return fmt::format("part-{:05}-{}{}", index, operation_id, extension);
}

std::string_view operation_id_in(std::string_view file_name) {
  constexpr size_t kIdLength = 36;
  constexpr std::string_view kStart = "part-";
  if (!file_name.starts_with(kStart)) return {};
  size_t dash = file_name.find('-', kStart.size());
  if (dash == std::string_view::npos || file_name.size() - dash - 1 < kIdLength) return {};
  return file_name.substr(dash + 1, kIdLength);
}

}  // namespace skep::warehouse
