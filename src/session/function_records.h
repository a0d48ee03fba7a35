#pragma once

#include "base/result.h"
#include "catalog/views.h"
#include "metastore/function_store.h"

#include <string>

namespace skep::session {

/// A function as the metastore keeps it: Spark's form, whose properties are a JSON text cut over the resources' URIs.
metastore::Function function_record(const catalog::SqlFunction& function, const std::string& owner);

/// Parses the body and the defaults, which are texts in the record.
Result<void> parse_function_texts(catalog::SqlFunction& function);

}  // namespace skep::session
