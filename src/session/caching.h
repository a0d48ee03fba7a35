#pragma once

#include "session/commands.h"

namespace skep::session {

/// CACHE TABLE. Keeps no rows yet: what is read is what is there. Refuses what would differ from the rows that Spark keeps.
Result<Rows> run(const syntax::CacheTable& cache, CommandContext& context);

}  // namespace skep::session
