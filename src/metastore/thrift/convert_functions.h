#pragma once

#include "base/result.h"
#include "metastore/function_store.h"

#include <hive_metastore_types.h>

/// Functions as Hive's structs, and back.
namespace skep::hive {

namespace api = ::Apache::Hadoop::Hive;

api::Function to_hive(const metastore::Function& function);

/// Fails with not_found for another catalog than `hive`.
Result<metastore::Function> from_hive(const api::Function& given);

}  // namespace skep::hive
