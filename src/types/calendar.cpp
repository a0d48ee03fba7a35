#include "types/value.h"

namespace skep::types {
namespace {

// Eras of 400 years repeat exactly; a year that begins in March has its leap day at the end.
constexpr int64_t kDaysPerEra = 146097;
constexpr int64_t kYearsPerEra = 400;
constexpr int64_t kDaysFromYearZeroTo1970 = 719468;

}  // namespace

int32_t days_from_civil(int64_t year, int month, int day) {
  int64_t shifted_year = month <= 2 ? year - 1 : year;
  int64_t era = (shifted_year >= 0 ? shifted_year : shifted_year - (kYearsPerEra - 1)) / kYearsPerEra;
  int64_t year_of_era = shifted_year - era * kYearsPerEra;
  int64_t month_from_march = month > 2 ? month - 3 : month + 9;
  int64_t day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
  int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return static_cast<int32_t>(era * kDaysPerEra + day_of_era - kDaysFromYearZeroTo1970);
}

CivilDate civil_from_days(int32_t days) {
  int64_t shifted = int64_t{days} + kDaysFromYearZeroTo1970;
  int64_t era = (shifted >= 0 ? shifted : shifted - (kDaysPerEra - 1)) / kDaysPerEra;
  int64_t day_of_era = shifted - era * kDaysPerEra;
  int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int64_t month_from_march = (5 * day_of_year + 2) / 153;
  auto month = static_cast<int>(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
  auto day = static_cast<int>(day_of_year - (153 * month_from_march + 2) / 5 + 1);
  int64_t year = year_of_era + era * kYearsPerEra + (month <= 2 ? 1 : 0);
  return {year, month, day};
}

}  // namespace skep::types
