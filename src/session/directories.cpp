#include "base/text.h"
#include "session/commands.h"
#include "session/file_places.h"
#include "storage/uri.h"
#include "warehouse/file_moves.h"
#include "warehouse/table_schema.h"

#include <set>

namespace skep::session {
namespace {

/// Where the rows go: the statement's own path, or the option of that name.
Result<std::string> path_of(const syntax::InsertDirectory& insert) {
  std::string option;
  for (auto& [key, value] : insert.options)
    if (equals_ignoring_case(key, "path")) option = value;
  if (insert.path.empty() == option.empty()) {
    return Error(ErrorCode::invalid_argument,
                 "INSERT OVERWRITE DIRECTORY takes one path, in the statement or in OPTIONS")
        .at(insert.position);
  }
  return insert.path.empty() ? option : insert.path;
}

/// What cannot be written as files of the format.
Result<void> check_form(const syntax::InsertDirectory& insert, const types::Schema& columns) {
  bool is_hive = insert.provider.empty();
  if (!is_hive) {
    metastore::Table nowhere;
    auto known = warehouse::fill_table(nowhere, columns, 0, insert.provider, warehouse::FileFormat::unknown, {});
    if (!known) return known;
  }
  auto& format = is_hive ? insert.stored_as : insert.provider;
  if (format != "parquet" || insert.row_format)
    return make_error(ErrorCode::unsupported, "INSERT OVERWRITE DIRECTORY writes Parquet only: {} is not there yet",
                      format.empty() ? "text" : format);
  std::set<std::string> names;
  for (auto& column : columns) {
    if (!names.insert(to_lower(column.name)).second) {
      return Error::of_class(ErrorCode::invalid_argument, "COLUMN_ALREADY_EXISTS",
                             fmt::format("the query has two columns {}", column.name));
    }
    if (column.type.is(types::TypeKind::null) || column.type.is(types::TypeKind::variant) ||
        column.type.is_any_interval()) {
      return Error::of_class(
          ErrorCode::unsupported, "UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE",
          fmt::format("the column {} of type {} cannot be written as Parquet", column.name, column.type.to_sql()));
    }
  }
  return {};
}

/// New files beside the folder that they will be, under a name that no reader sees. Removed unless it took its place.
class Staging {
 public:
  Staging(storage::FileSystem& system, std::string place)
      : system_(system),
        place_(std::move(place)),
        id_(warehouse::new_operation_id()),
        folder_(storage::join_uri(storage::parent_uri(place_), ".skep-" + id_)) {}
  ~Staging() { static_cast<void>(system_.remove_all(folder_)); }
  Staging(const Staging&) = delete;
  Staging& operator=(const Staging&) = delete;

  const std::string& id() const { return id_; }

  /// Makes the folder and says where it is.
  Result<std::string> make() {
    if (auto made = system_.create_directories(folder_); !made) return made.error();
    return system_.local_path(folder_);
  }

  /// Puts the new files, once they are safe on disk, in place of whatever is there. Whoever looks, and whenever the server
  /// dies, finds the old folder or the new one; where the disk cannot exchange names there is none for a moment, and
  /// both are beside each other.
  Result<void> take_place() {
    auto written = system_.list(folder_, false);
    if (!written) return written.error();
    for (auto& file : *written)
      if (auto synced = system_.sync(file.uri); !synced) return synced;
    if (auto synced = system_.sync(folder_); !synced) return synced;
    auto moved = system_.rename(folder_, place_);
    if (!moved && moved.error().code == ErrorCode::already_exists) moved = replace();
    if (!moved) return moved;
    return system_.sync(storage::parent_uri(place_));
  }

 private:
  Result<void> replace() {
    auto exchanged = system_.exchange(folder_, place_);
    if (exchanged || exchanged.error().code != ErrorCode::unsupported) return exchanged;
    auto old = folder_ + "-old";
    if (auto moved = system_.rename(place_, old); !moved) return moved;
    if (auto moved = system_.rename(folder_, place_); !moved) {
      static_cast<void>(system_.rename(old, place_));
      return moved;
    }
    static_cast<void>(system_.remove_all(old));
    return {};
  }

  storage::FileSystem& system_;
  std::string place_;
  std::string id_;
  std::string folder_;
};

/// A folder that may be overwritten: not a file, and not one of the roots or a folder that holds one.
Result<void> check_folder(storage::FileSystem& system, const std::string& place, warehouse::Warehouse& warehouse) {
  if (auto there = system.stat(place); there && !there->is_directory)
    return make_error(ErrorCode::invalid_argument, "INSERT OVERWRITE DIRECTORY takes a folder: {} is a file", place);
  for (auto& root : warehouse.settings().file_roots) {
    auto above = allowed_place(root, warehouse);
    if (above && storage::is_within(*above, place)) {
      return make_error(ErrorCode::permission_denied, "a folder of skep.files.roots is not overwritten as a whole: {}",
                        place);
    }
  }
  return check_outside_of_warehouse(place, warehouse);
}

}  // namespace

Result<Rows> run(const syntax::InsertDirectory& insert, CommandContext& context) {
  auto path = path_of(insert);
  if (!path) return path.error();
  if (auto valid = check_form(insert, context.query->output); !valid) return valid.error();
  auto place = allowed_place(*path, context.warehouse);
  if (!place) return place.error();
  if (auto allowed = context.policy.check(context.request.principal, access::Action::write, *place); !allowed)
    return allowed.error();
  auto system = context.warehouse.files().of(*place);
  if (!system) return system.error();
  if (auto free = check_folder(**system, *place, context.warehouse); !free) return free.error();

  Staging staging(**system, *place);
  auto folder = staging.make();
  if (!folder) return folder.error();
  engine::WriteTarget target{*folder, staging.id(), 0, {}, true};
  for (auto& column : context.query->output) target.column_names.push_back(column.name);
  if (auto done = context.write_files(std::move(context.query), target); !done) return done.error();
  if (auto done = staging.take_place(); !done) return done.error();
  return no_rows();
}

}  // namespace skep::session
