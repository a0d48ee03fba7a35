#include "types/coercion.h"

#include <algorithm>

namespace skep::types {
namespace {

/// The order in which integral and floating types widen.
int numeric_rank(const DataType& type) { return static_cast<int>(type.kind()); }

}  // namespace

bool implicitly_casts(const DataType& from, const DataType& to, AnsiMode mode) {
  if (from == to || from.is(TypeKind::null)) return true;
  if (from.is_text() && to.is_text()) return true;
  if (from.is_numeric() && to.is_numeric()) {
    if (mode == AnsiMode::off) return true;
    if (to.is(TypeKind::decimal)) return !from.is_fractional();
    if (from.is(TypeKind::decimal)) return to.is_fractional();
    return numeric_rank(from) <= numeric_rank(to);
  }
  if (from.is_datetime() && to.is_datetime()) return true;
  if (from.is_text() && mode == AnsiMode::off) {
    return to.is_numeric() || to.is_datetime() || to.is(TypeKind::binary);
  }
  if (from.is_text()) return !to.is_nested();
  if (to.is_text()) return !from.is_nested();
  if (from.is_interval() && to.is_interval()) return from.kind() == to.kind();
  if (from.is_nested() && from.kind() == to.kind() && from.fields().size() == to.fields().size()) {
    return std::equal(from.fields().begin(), from.fields().end(), to.fields().begin(),
                      [mode](const Field& x, const Field& y) { return implicitly_casts(x.type, y.type, mode); });
  }
  return false;
}

namespace {

/// What JSON can hold, as far as CAST takes it: no maps and structs.
bool can_be_variant(const DataType& type) {
  if (type.is(TypeKind::array)) return can_be_variant(type.element());
  return type.is_numeric() || type.is(TypeKind::boolean) || type.is_text() || type.is(TypeKind::null);
}

/// What casts without ANSI alone: most of it gives NULL.
bool can_cast_without_ansi(const DataType& from, const DataType& to) {
  if (to.is(TypeKind::boolean)) return from.is(TypeKind::date) || from.is(TypeKind::timestamp);
  if (to.is(TypeKind::timestamp)) return from.is(TypeKind::boolean);
  if (to.is(TypeKind::binary)) return from.is_integral();
  return from.is(TypeKind::date) && to.is_numeric();
}

}  // namespace

bool can_cast(const DataType& from, const DataType& to, AnsiMode mode) {
  if (from == to || from.is(TypeKind::null)) return true;
  if (to.is(TypeKind::null)) return false;
  if (from.is(TypeKind::variant)) return !to.is_any_interval() && !to.is(TypeKind::binary);
  if (to.is(TypeKind::variant)) return can_be_variant(from);
  if (to.is_text()) return true;
  if (mode == AnsiMode::off && can_cast_without_ansi(from, to)) return true;
  if (from.is_text()) return !to.is_nested();
  if (from.is_numeric() && to.is_numeric()) return true;
  if (from.is_numeric()) {
    return to.is(TypeKind::boolean) || to.is(TypeKind::timestamp) || (to.is_interval() && !from.is_fractional());
  }
  if (from.is(TypeKind::boolean)) return to.is_numeric();
  if (from.is_datetime()) return to.is_datetime() || (from.is(TypeKind::timestamp) && to.is_numeric());
  if (from.is_interval()) return from.kind() == to.kind() || to.is_integral() || to.is(TypeKind::decimal);
  if (from.is_nested() && from.kind() == to.kind() && from.fields().size() == to.fields().size()) {
    return std::equal(from.fields().begin(), from.fields().end(), to.fields().begin(),
                      [mode](const Field& x, const Field& y) { return can_cast(x.type, y.type, mode); });
  }
  return false;
}

std::string_view refused_cast_class(const DataType& from, const DataType& to) {
  bool has_function = (from.is_numeric() && to.is(TypeKind::date)) || (from.is(TypeKind::date) && to.is_numeric());
  if (has_function) return "DATATYPE_MISMATCH.CAST_WITH_FUNC_SUGGESTION";
  bool without_ansi = (from.is(TypeKind::boolean) && to.is(TypeKind::timestamp)) ||
                      (from.is_integral() && to.is(TypeKind::binary)) ||
                      ((from.is(TypeKind::date) || from.is(TypeKind::timestamp)) && to.is(TypeKind::boolean));
  return without_ansi ? "DATATYPE_MISMATCH.CAST_WITH_CONF_SUGGESTION" : "DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION";
}

bool is_orderable(const DataType& type) {
  if (type.is(TypeKind::map) || type.is(TypeKind::variant) || type.is(TypeKind::calendar_interval)) return false;
  return std::all_of(type.fields().begin(), type.fields().end(),
                     [](const Field& field) { return is_orderable(field.type); });
}

namespace {

bool can_store_by_ansi(const DataType& from, const DataType& to) {
  if (from == to || from.is(TypeKind::null)) return true;
  if (from.is_numeric() && to.is_numeric()) return true;
  if (to.is_text()) return !from.is_nested() && !from.is(TypeKind::binary);
  if (from.is_datetime() && to.is_datetime()) return true;
  return from.is_interval() && from.kind() == to.kind();
}

/// Whether every value of a number's type has its like in the other.
bool widens(const DataType& from, const DataType& to) {
  if (to.is(TypeKind::decimal)) {
    if (from.is_fractional()) return false;
    auto source = from.is(TypeKind::decimal) ? from : decimal_for(from);
    return to.scale() >= source.scale() && to.precision() - to.scale() >= source.precision() - source.scale();
  }
  if (from.is(TypeKind::decimal)) return to.is_fractional();
  return numeric_rank(from) <= numeric_rank(to);
}

bool can_store_strictly(const DataType& from, const DataType& to) {
  if (from == to || from.is(TypeKind::null)) return true;
  if (from.is_numeric() && to.is_numeric()) return widens(from, to);
  if (to.is_text()) return !from.is_nested() && !from.is(TypeKind::binary);
  if (from.is(TypeKind::date)) return to.is(TypeKind::timestamp) || to.is(TypeKind::timestamp_ntz);
  return from.is_interval() && from.kind() == to.kind();
}

}  // namespace

bool can_store(const DataType& from, const DataType& to, StorePolicy policy) {
  if (policy == StorePolicy::legacy) return can_cast(from, to, AnsiMode::off);
  if (from.is_nested() && from.kind() == to.kind() && from.fields().size() == to.fields().size()) {
    return std::equal(from.fields().begin(), from.fields().end(), to.fields().begin(),
                      [policy](const Field& x, const Field& y) { return can_store(x.type, y.type, policy); });
  }
  return policy == StorePolicy::strict ? can_store_strictly(from, to) : can_store_by_ansi(from, to);
}

bool cast_can_fail(const DataType& from, const DataType& to) {
  if (from == to || from.is(TypeKind::null)) return false;
  if (from.is(TypeKind::variant)) return true;
  if (to.is_text()) return false;
  if (from.is_text()) return true;
  if (from.is_numeric() && to.is_numeric()) {
    if (to.is_fractional()) return false;
    if (to.is(TypeKind::decimal)) {
      if (from.is_fractional()) return true;
      auto source = from.is(TypeKind::decimal) ? from : decimal_for(from);
      return source.precision() - source.scale() > to.precision() - to.scale();
    }
    if (from.is(TypeKind::decimal)) {
      return from.precision() - from.scale() >= decimal_for(to).precision();
    }
    return numeric_rank(from) > numeric_rank(to);
  }
  return from.is_interval() || from.is(TypeKind::timestamp) || from.is_nested();
}

}  // namespace skep::types
