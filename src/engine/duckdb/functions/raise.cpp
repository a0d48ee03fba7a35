#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/registrar.h"

namespace skep::engine {
namespace {

/// Always raises; its result type is only for the expression around it.
struct Raise {
  static std::optional<int32_t> compute(std::string_view error_class, std::string_view message) {
    raise({std::string(error_class), std::string(message)});
  }
};

}  // namespace

void add_raise(Registrar& registrar) { registrar.add_raising<Raise>("raise"); }

}  // namespace skep::engine
