#pragma once

#include "base/result.h"
#include "metastore/metastore.h"
#include "storage/file_system.h"

#include <string>
#include <string_view>
#include <vector>

/// Steps on files that writes, drops and recovery share. Each may be repeated after a kill at any point within it.
namespace skep::warehouse {

/// The visible files directly in a folder, as a scan reads them; none when the folder is not there. Empty files are
/// left out, as in Spark. A file stands for itself.
Result<std::vector<storage::FileInfo>> visible_files(storage::FileSystems& files, std::string_view folder);

/// The same for a place that a statement names: what is not there and ends in a pattern ('*', '?') stands for the files
/// in its folder that fit.
Result<std::vector<storage::FileInfo>> files_of_place(storage::FileSystems& files, std::string_view place);

/// Says whether a folder holds nothing that a scan could see, in it or below.
Result<bool> holds_no_data(storage::FileSystems& files, std::string_view folder);

/// Makes a new folder's name durable: the folder and those above it, up to and with `top`.
Result<void> sync_folders(storage::FileSystems& files, std::string folder, std::string_view top);

/// Removes a folder if no file is left anywhere below it.
Result<void> remove_if_without_files(storage::FileSystems& files, std::string_view folder);

/// Removes the files directly in a folder whose name holds this write's id.
Result<void> remove_files_of(storage::FileSystems& files, std::string_view folder, std::string_view operation_id);

/// Moves a folder that is in the garbage to `<trash_parent>/_skep/<new id>/`, where it is garbage as of
/// `since_seconds`, so that its old place is free. Where it cannot be moved, or something that is in use lies in it, it
/// stays in its place.
Result<void> move_to_trash(metastore::Metastore& store, storage::FileSystems& files, const std::string& folder,
                           std::string_view trash_parent, int64_t since_seconds);

/// Says that a new table would lie over files that are there (class LOCATION_ALREADY_EXISTS).
Error location_exists(const metastore::TableName& table, std::string_view location);

/// Makes an id that no other write has.
std::string new_operation_id();

/// The name of a write's file number `index`; `extension` with its dot.
std::string data_file_name(std::string_view operation_id, size_t index, std::string_view extension);

/// The operation id in such a name; empty for other names. (A file of Spark's gives the id of Spark's own job.)
std::string_view operation_id_in(std::string_view file_name);

}  // namespace skep::warehouse
