#pragma once

#include "metastore/metastore.h"

#include <memory>

namespace skep::metastore {

/// Makes a Metastore that forgets everything when it is destroyed: for tests, and for a server that is to leave
/// nothing behind. It keeps every promise of the interface.
std::unique_ptr<Metastore> make_in_memory_metastore();

}  // namespace skep::metastore
