#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/number_pattern.h"
#include "engine/duckdb/functions/registrar.h"
#include "types/number_format.h"

#include <cmath>
#include <memory>

namespace skep::engine {
namespace {

/// Takes a format apart, or takes the one that this thread used last. The plan has checked that it is one.
const types::NumberFormat& compiled_format(std::string_view text) {
  thread_local std::string last_text;
  thread_local std::unique_ptr<types::NumberFormat> last;
  if (!last || last_text != text) {
    auto parsed = types::NumberFormat::parse(text);
    if (!parsed) raise({"INVALID_FORMAT.UNEXPECTED_TOKEN", fmt::format("this is no number format: {}", text)});
    last = std::make_unique<types::NumberFormat>(std::move(*parsed));
    last_text = text;
  }
  return *last;
}

const NumberPattern& compiled_number_pattern(std::string_view text) {
  thread_local std::string last_text;
  thread_local std::unique_ptr<NumberPattern> last;
  if (!last || last_text != text) {
    last = std::make_unique<NumberPattern>(text);
    last_text = text;
  }
  return *last;
}

/// Of the digits of a decimal or of a whole number.
struct ToChar {
  static std::string compute(std::string_view number, std::string_view format) {
    return compiled_format(format).print(number);
  }
};

/// Gives digits, which the statement casts to the decimal that the format makes.
struct ToNumber {
  static std::optional<std::string> compute(std::string_view text, std::string_view format) {
    return compiled_format(format).read(text);
  }
  static Failure failure(std::string_view text, std::string_view format) {
    return {"INVALID_FORMAT.MISMATCH_INPUT", fmt::format("'{}' does not match the number format '{}'", text, format)};
  }
};

struct FormatNumberOfDigits {
  static std::optional<std::string> compute(std::string_view number, int32_t scale) {
    if (scale < 0) return std::nullopt;
    return grouped(rounded_digits(number, scale));
  }
};

struct FormatNumberOfReal {
  static std::optional<std::string> compute(double number, int32_t scale) {
    if (scale < 0) return std::nullopt;
    if (!std::isfinite(number)) return special_number(number);
    return grouped(fixed_digits(number, scale));
  }
};

struct FormatPatternOfDigits {
  static std::string compute(std::string_view number, std::string_view pattern) {
    return compiled_number_pattern(pattern).print(number);
  }
};

struct FormatPatternOfReal {
  static std::string compute(double number, std::string_view pattern) {
    if (!std::isfinite(number)) return special_number(number);
    return compiled_number_pattern(pattern).print(exact_digits(number));
  }
};

}  // namespace

void add_number_formats(Registrar& registrar) {
  registrar.add_raising<ToChar>("to_char");
  registrar.add_checked<ToNumber>("to_number");
  registrar.add<FormatNumberOfDigits>("format_number");
  registrar.add<FormatNumberOfReal>("format_number");
  registrar.add_raising<FormatPatternOfDigits>("format_number_by");
  registrar.add_raising<FormatPatternOfReal>("format_number_by");
}

}  // namespace skep::engine
