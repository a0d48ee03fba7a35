#pragma once

#include "storage/file_system.h"

#include <functional>
#include <optional>

namespace skep::storage {

/// Is asked before each operation, with its name ("rename") and first URI. An error that it gives is the operation's
/// result, and nothing has happened then. It may also sleep, count, or end the process.
using FileSystemHook = std::function<std::optional<Error>(std::string_view operation, std::string_view uri)>;

/// Makes a file system that fails, waits or dies when it is told to, and passes all else on to `inner`: for tests of
/// those who use one. The hook is called by any thread that calls the file system.
std::unique_ptr<FileSystem> make_hooked_file_system(std::unique_ptr<FileSystem> inner, FileSystemHook before);

}  // namespace skep::storage
