#pragma once

#include "base/result.h"
#include "metastore/metastore.h"
#include "storage/file_system.h"

namespace skep::warehouse {

// The journal keeps its entry of a write that was undone or finished until the lease has lapsed: those who read at the
// same time learn from it which files are not for them (see UnfinishedWrites).

/// Removes every file of a write that was cancelled in the journal, wherever it had got to. May be repeated after a kill
/// at any point.
Result<void> undo_write(metastore::Metastore& store, storage::FileSystems& files, const metastore::JournalEntry& entry);

/// Tidies up after a write that was committed: what is left of its staging holds no file or is in use.
Result<void> finish_write(metastore::Metastore& store, storage::FileSystems& files,
                          const metastore::JournalEntry& entry);

/// Removes a piece of garbage from disk, and then its note.
Result<void> remove_garbage(metastore::Metastore& store, storage::FileSystems& files,
                            const metastore::Garbage& garbage);

}  // namespace skep::warehouse
