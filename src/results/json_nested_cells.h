#pragma once

#include "results/json_cells.h"

namespace skep::results {

/// Arrays are arrays in both shapes. With Shape::arrays structs are arrays, too, and maps arrays of pairs; else both
/// are objects, with a map's keys as text.
Result<std::unique_ptr<CellWriter>> make_list_writer(const types::DataType& type, const EncoderOptions& options);
Result<std::unique_ptr<CellWriter>> make_map_writer(const types::DataType& type, const EncoderOptions& options);
Result<std::unique_ptr<CellWriter>> make_struct_writer(const types::DataType& type, const EncoderOptions& options);

}  // namespace skep::results
