#pragma once

#include "metastore/metastore.h"

#include <functional>
#include <memory>
#include <optional>
#include <string_view>

namespace skep::metastore {

enum class HookMoment { before, after };

/// Is asked before and after each call, with its name ("commit_write"). An error that it gives is the call's result:
/// before, nothing has happened then; after, it has, as when a store goes away while it answers.
using MetastoreHook = std::function<std::optional<Error>(std::string_view call, HookMoment moment)>;

/// Makes a Metastore that fails, waits or dies when it is told to, and passes all else on to `inner`: for tests of
/// those who use one. The hook is called by any thread that calls the Metastore.
std::unique_ptr<Metastore> make_hooked_metastore(std::unique_ptr<Metastore> inner, MetastoreHook hook);

}  // namespace skep::metastore
