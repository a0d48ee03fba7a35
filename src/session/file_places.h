#pragma once

#include "base/result.h"
#include "metastore/records.h"
#include "types/data_type.h"
#include "warehouse/warehouse.h"

#include <string>
#include <vector>

/// Files that a statement names by their path, not by a table.
namespace skep::session {

/// The URI that a path means, links and ".." resolved. Fails with permission_denied for one outside of
/// `skep.files.roots`.
Result<std::string> allowed_place(const std::string& path, warehouse::Warehouse& warehouse);

/// The files of an allowed place, as a scan reads them: a file, those directly in a folder, or those whose name fits the
/// pattern at the end ('*', '?'). None where nothing is there. Fails with permission_denied where one is a link to
/// somewhere outside of the roots.
Result<std::vector<storage::FileInfo>> allowed_files(const std::string& place, warehouse::Warehouse& warehouse);

/// Fails with permission_denied for a place that holds the warehouse's own files, or lies among them.
Result<void> check_outside_of_warehouse(const std::string& place, warehouse::Warehouse& warehouse);

/// Finds out the columns of a place's files by reading the first one: Parquet's, or CSV's by its first line, all text.
/// Fails with PATH_NOT_FOUND where nothing is there.
Result<types::Schema> columns_at(const std::string& place, const std::string& provider,
                                 const metastore::Parameters& options, warehouse::Warehouse& warehouse);

}  // namespace skep::session
