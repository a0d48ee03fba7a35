#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/registrar.h"
#include "engine/duckdb/functions/time_zone.h"

namespace skep::engine {
namespace {

struct Local {
  static duckdb::timestamp_t compute(duckdb::timestamp_tz_t instant, std::string_view zone) {
    return duckdb::timestamp_t(to_wall_clock(instant.value, find_zone(zone)));
  }
};

struct Instant {
  static duckdb::timestamp_tz_t compute(duckdb::timestamp_t wall_clock, std::string_view zone) {
    return duckdb::timestamp_tz_t(to_instant(wall_clock.value, find_zone(zone)));
  }
};

}  // namespace

void add_zones(Registrar& registrar) {
  registrar.add_raising<Local>("local");
  registrar.add_raising<Instant>("instant");
}

}  // namespace skep::engine
