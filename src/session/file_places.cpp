#include "session/file_places.h"

#include "base/text.h"
#include "engine/parquet_footer.h"
#include "storage/uri.h"
#include "warehouse/file_moves.h"
#include "warehouse/table_root.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace skep::session {
namespace {

Error path_not_found(const std::string& place) {
  return Error::of_class(ErrorCode::not_found, "PATH_NOT_FOUND", fmt::format("there is nothing at {}", place));
}

/// A path's real place: links of what is there are followed.
Result<std::filesystem::path> real_path(const std::filesystem::path& path) {
  std::error_code failed;
  auto whole = std::filesystem::absolute(path, failed);
  auto real = failed ? std::filesystem::path() : std::filesystem::weakly_canonical(whole, failed);
  if (failed)
    return make_error(ErrorCode::permission_denied, "{} cannot be found: {}", path.native(), failed.message());
  return real;
}

bool lies_in(const std::filesystem::path& path, const std::filesystem::path& folder) {
  auto [end, rest] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  return end == folder.end() || (std::next(end) == folder.end() && end->empty());
}

bool lies_in_roots(const std::filesystem::path& real, warehouse::Warehouse& warehouse) {
  auto& roots = warehouse.settings().file_roots;
  return std::any_of(roots.begin(), roots.end(), [&](const std::string& root) {
    auto folder = real_path(root);
    return folder && lies_in(real, *folder);
  });
}

Error outside_of_roots(const std::string& place) {
  return make_error(ErrorCode::permission_denied, "files may be named below skep.files.roots only, which {} is not",
                    place);
}

/// What lies deeper than a folder's own files would be left out.
Result<void> refuse_folders_below(const std::string& place, warehouse::Warehouse& warehouse) {
  auto system = warehouse.files().of(place);
  if (!system) return system.error();
  auto listed = (*system)->list(place, false);
  bool has_folders = listed && std::any_of(listed->begin(), listed->end(), [](const storage::FileInfo& entry) {
                       return entry.is_directory && !warehouse::is_hidden(storage::base_name(entry.uri));
                     });
  if (!has_folders) return {};
  return make_error(ErrorCode::unsupported, "files in folders below {} are not there yet: make a table of them", place);
}

metastore::Parameters lower_keys(const metastore::Parameters& options) {
  metastore::Parameters lower;
  for (auto& [key, value] : options) lower[to_lower(key)] = value;
  return lower;
}

/// The values of a line, quotes taken off.
std::vector<std::string> values_of(std::string_view line, const std::string& separator) {
  std::vector<std::string> values(1);
  bool is_quoted = false;
  for (size_t i = 0; i < line.size(); i++) {
    if (is_quoted && line[i] == '\\' && i + 1 < line.size()) {
      values.back() += line[++i];
    } else if (line[i] == '"' && (is_quoted || values.back().empty())) {
      is_quoted = !is_quoted;
    } else if (!is_quoted && line.substr(i).starts_with(separator)) {
      values.emplace_back();
      i += separator.size() - 1;
    } else {
      values.back() += line[i];
    }
  }
  return values;
}

/// A column's name from a header: none becomes _c<place>, and names that come twice get their places.
types::Schema named_columns(const std::vector<std::string>& names, bool has_header) {
  types::Schema columns;
  for (size_t i = 0; i < names.size(); i++) {
    auto same = std::count_if(names.begin(), names.end(),
                              [&](const std::string& name) { return equals_ignoring_case(name, names[i]); });
    auto name = !has_header || names[i].empty() ? "_c" + std::to_string(i)
                : same > 1                      ? names[i] + std::to_string(i)
                                                : names[i];
    columns.push_back({std::move(name), types::kString, true, {}});
  }
  return columns;
}

/// The first line with anything in it, of no more bytes than a line of names has.
Result<std::string> first_line(const std::string& path) {
  constexpr size_t kBytesMax = 1 << 20;
  std::ifstream file(path, std::ios::binary);
  std::string line;
  for (char c = 0; file.get(c);) {
    bool is_end = c == '\n' || c == '\r';
    if (is_end && !line.empty()) break;
    if (!is_end) line += c;
    if (line.size() > kBytesMax) return make_error(ErrorCode::invalid_data, "the first line of {} has no end", path);
  }
  if (line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
  if (line.empty()) return Error::of_class(ErrorCode::invalid_data, "UNABLE_TO_INFER_SCHEMA", path + " has no line");
  return line;
}

Result<types::Schema> csv_columns(const std::string& path, const metastore::Parameters& given) {
  auto options = lower_keys(given);
  auto option = [&](const std::string& key, const std::string& otherwise) {
    auto found = options.find(key);
    return found == options.end() ? otherwise : found->second;
  };
  for (auto* key : {"inferschema", "quote", "escape", "comment", "encoding", "charset", "multiline", "linesep"}) {
    bool is_plain = !options.contains(key) || equals_ignoring_case(options.at(key), "false");
    if (!is_plain)
      return make_error(ErrorCode::unsupported, "finding out the columns of CSV with {} is not there yet", key);
  }
  for (std::string_view ending : {".gz", ".bz2", ".deflate", ".snappy", ".lz4", ".zst"})
    if (path.ends_with(ending))
      return make_error(ErrorCode::unsupported, "finding out the columns of compressed CSV is not there yet: {}", path);
  auto separator = option("sep", option("delimiter", ","));
  if (separator.empty()) return make_error(ErrorCode::invalid_argument, "the CSV option sep is empty");
  if (separator.find('\\') != std::string::npos)
    return make_error(ErrorCode::unsupported, "finding out the columns of CSV with sep '{}' is not there yet",
                      separator);
  auto line = first_line(path);
  if (!line) return line.error();
  return named_columns(values_of(*line, separator), equals_ignoring_case(option("header", "false"), "true"));
}

}  // namespace

Result<std::string> allowed_place(const std::string& path, warehouse::Warehouse& warehouse) {
  auto place = storage::qualify_path(path, "file:", warehouse.settings().warehouse_uri);
  if (!place) return place;
  auto system = warehouse.files().of(*place);
  if (!system) return system.error();
  auto local = (*system)->local_path(*place);
  if (!local) return local;
  auto real = real_path(*local);
  if (!real) return real.error();
  if (!lies_in_roots(*real, warehouse)) return outside_of_roots(*place);
  return "file:" + real->native();
}

Result<std::vector<storage::FileInfo>> allowed_files(const std::string& place, warehouse::Warehouse& warehouse) {
  if (auto flat = refuse_folders_below(place, warehouse); !flat) return flat.error();
  auto files = warehouse::files_of_place(warehouse.files(), place);
  if (!files) return files;
  auto system = warehouse.files().of(place);
  if (!system) return system.error();
  for (auto& file : *files) {
    auto local = (*system)->local_path(file.uri);
    if (!local) return local.error();
    std::error_code failed;
    bool is_link = std::filesystem::is_symlink(*local, failed);
    auto real = is_link ? real_path(*local) : Result<std::filesystem::path>(*local);
    if (failed || !real || (is_link && !lies_in_roots(*real, warehouse))) return outside_of_roots(file.uri);
  }
  return files;
}

Result<void> check_outside_of_warehouse(const std::string& place, warehouse::Warehouse& warehouse) {
  auto system = warehouse.files().of(place);
  if (!system) return system.error();
  auto local = (*system)->local_path(warehouse.settings().warehouse_uri);
  auto real = local ? real_path(*local) : local.error();
  if (!real) return real.error();
  auto root = "file:" + real->native();
  // A table that lies elsewhere shows by the folder of Skep's own in it.
  auto own = fmt::format("/{}/", warehouse::kOwnFolder);
  bool is_tables = (place + "/").find(own) != std::string::npos ||
                   (*system)->stat(storage::join_uri(place, warehouse::kOwnFolder)).has_value();
  if (!is_tables && !storage::is_within(place, root) && !storage::is_within(root, place)) return {};
  return make_error(ErrorCode::permission_denied, "the warehouse's own files are not to be changed by their place: {}",
                    place);
}

Result<types::Schema> columns_at(const std::string& place, const std::string& provider,
                                 const metastore::Parameters& options, warehouse::Warehouse& warehouse) {
  if (provider != "parquet" && provider != "csv")
    return make_error(ErrorCode::unsupported, "finding out the columns of {} files is not there yet", provider);
  if (auto flat = refuse_folders_below(place, warehouse); !flat) return flat.error();
  auto system = warehouse.files().of(place);
  if (!system) return system.error();
  auto files = warehouse::files_of_place(warehouse.files(), place);
  if (!files) return files.error();
  if (files->empty() && !(*system)->stat(place)) return path_not_found(place);
  if (files->empty()) return Error::of_class(ErrorCode::invalid_data, "UNABLE_TO_INFER_SCHEMA", place + " is empty");
  auto path = (*system)->local_path(files->front().uri);
  if (!path) return path.error();
  if (provider == "csv") return csv_columns(*path, options);
  auto footer = engine::read_parquet_footer(*path);
  if (!footer) return footer.error();
  return std::move(footer->columns);
}

}  // namespace skep::session
