#pragma once

#include "base/result.h"
#include "engine/engine.h"

#include <cstdint>
#include <string>

namespace skep::engine {

/// The text that stands in FROM for a table that is registered under a number: a call of the table function for its
/// format. It gives all columns of the table, in table order, as c0, c1, ... with their declared types. Fails with
/// unsupported, naming it, for an option that the reader does not know.
Result<std::string> scan_source(const ScanDescriptor& descriptor, uint64_t handle);

}  // namespace skep::engine
