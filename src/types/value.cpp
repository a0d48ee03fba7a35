#include "types/value.h"

#include "base/check.h"

#include <fmt/format.h>

namespace skep::types {

std::string Value::to_text() const {
  if (is_null()) return "NULL";
  switch (type.kind()) {
    case TypeKind::boolean: return std::get<bool>(data) ? "true" : "false";
    case TypeKind::tinyint:
    case TypeKind::smallint:
    case TypeKind::integer:
    case TypeKind::bigint: return fmt::format("{}", std::get<int64_t>(data));
    case TypeKind::float_: return float_to_text(static_cast<float>(std::get<double>(data)));
    case TypeKind::double_: return double_to_text(std::get<double>(data));
    case TypeKind::decimal: return decimal_to_text(std::get<Int128>(data), type.scale());
    case TypeKind::string:
    case TypeKind::char_:
    case TypeKind::varchar:
    case TypeKind::binary: return std::get<std::string>(data);
    case TypeKind::date: return date_to_text(static_cast<int32_t>(std::get<int64_t>(data)));
    case TypeKind::timestamp:
    case TypeKind::timestamp_ntz: return timestamp_to_text(std::get<int64_t>(data));
    case TypeKind::interval_year_month:
    case TypeKind::interval_day_time: return interval_to_text(std::get<IntervalValue>(data).amount, type);
    case TypeKind::null:
    case TypeKind::calendar_interval:
    case TypeKind::variant:
    case TypeKind::array:
    case TypeKind::map:
    case TypeKind::struct_: break;
  }
  fail_check("a constant of a type that has none");
}

}  // namespace skep::types
