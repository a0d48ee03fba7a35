#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/number_text.h"
#include "engine/duckdb/functions/registrar.h"

namespace skep::engine {
namespace {

Failure malformed(std::string_view text, std::string_view type) {
  return {"CAST_INVALID_INPUT",
          fmt::format("the value '{}' of the type \"STRING\" cannot be cast to \"{}\" because it is malformed", text,
                      type)};
}

template <typename Integer>
struct ToInteger {
  static std::optional<Integer> compute(std::string_view text) { return parse_integer<Integer>(text); }
  static Failure failure(std::string_view text) {
    constexpr const char* kNames[] = {"TINYINT", "SMALLINT", "INT", "BIGINT"};
    constexpr size_t kName = sizeof(Integer) == 1 ? 0 : sizeof(Integer) == 2 ? 1 : sizeof(Integer) == 4 ? 2 : 3;
    return malformed(text, kNames[kName]);
  }
};

template <typename Real>
struct ToReal {
  static std::optional<Real> compute(std::string_view text) { return parse_real<Real>(text); }
  static Failure failure(std::string_view text) {
    return malformed(text, sizeof(Real) == sizeof(float) ? "FLOAT" : "DOUBLE");
  }
};

struct ToBoolean {
  static std::optional<bool> compute(std::string_view text) { return parse_boolean(text); }
  static Failure failure(std::string_view text) { return malformed(text, "BOOLEAN"); }
};

}  // namespace

void add_casts_from_text(Registrar& registrar) {
  registrar.add_checked<ToInteger<int8_t>>("to_tinyint");
  registrar.add_checked<ToInteger<int16_t>>("to_smallint");
  registrar.add_checked<ToInteger<int32_t>>("to_int");
  registrar.add_checked<ToInteger<int64_t>>("to_bigint");
  registrar.add_checked<ToReal<float>>("to_float");
  registrar.add_checked<ToReal<double>>("to_double");
  registrar.add_checked<ToBoolean>("to_boolean");
}

}  // namespace skep::engine
