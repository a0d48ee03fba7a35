#pragma once

#include "types/data_type.h"

namespace skep::types {

/// Says whether a char, or a char or varchar, is the type or within it.
bool holds_char(const DataType& type);
bool holds_length(const DataType& type);

/// The type with strings in the place of char and varchar: what expressions over them have.
DataType without_lengths(const DataType& type);

}  // namespace skep::types
