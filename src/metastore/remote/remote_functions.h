#pragma once

#include "metastore/function_store.h"
#include "metastore/remote/remote_calls.h"

#include <memory>

namespace skep::metastore {

/// The functions that a remote metastore keeps. `calls` is borrowed.
std::unique_ptr<FunctionStore> make_remote_functions(RemoteCalls& calls);

}  // namespace skep::metastore
