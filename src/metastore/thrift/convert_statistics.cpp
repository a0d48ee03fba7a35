#include "metastore/thrift/convert_statistics.h"

#include <algorithm>

namespace skep::hive {
namespace {

using metastore::ColumnStatistics;
__extension__ using Int128 = __int128;
__extension__ using UInt128 = unsigned __int128;

api::LongColumnStatsData longs(const ColumnStatistics& column) {
  api::LongColumnStatsData data;
  if (column.long_low) data.__set_lowValue(*column.long_low);
  if (column.long_high) data.__set_highValue(*column.long_high);
  data.__set_numNulls(column.nulls);
  data.__set_numDVs(column.distinct.value_or(0));
  return data;
}

api::DoubleColumnStatsData doubles(const ColumnStatistics& column) {
  api::DoubleColumnStatsData data;
  if (column.double_low) data.__set_lowValue(*column.double_low);
  if (column.double_high) data.__set_highValue(*column.double_high);
  data.__set_numNulls(column.nulls);
  data.__set_numDVs(column.distinct.value_or(0));
  return data;
}

api::DecimalColumnStatsData decimals(const ColumnStatistics& column) {
  api::DecimalColumnStatsData data;
  if (column.decimal_low) data.__set_lowValue(decimal_of(*column.decimal_low));
  if (column.decimal_high) data.__set_highValue(decimal_of(*column.decimal_high));
  data.__set_numNulls(column.nulls);
  data.__set_numDVs(column.distinct.value_or(0));
  return data;
}

api::DateColumnStatsData dates(const ColumnStatistics& column) {
  auto date = [](int64_t days) {
    api::Date out;
    out.__set_daysSinceEpoch(days);
    return out;
  };
  api::DateColumnStatsData data;
  if (column.long_low) data.__set_lowValue(date(*column.long_low));
  if (column.long_high) data.__set_highValue(date(*column.long_high));
  data.__set_numNulls(column.nulls);
  data.__set_numDVs(column.distinct.value_or(0));
  return data;
}

api::BooleanColumnStatsData booleans(const ColumnStatistics& column) {
  api::BooleanColumnStatsData data;
  data.__set_numTrues(column.trues.value_or(0));
  data.__set_numFalses(column.falses.value_or(0));
  data.__set_numNulls(column.nulls);
  return data;
}

api::BinaryColumnStatsData binaries(const ColumnStatistics& column) {
  api::BinaryColumnStatsData data;
  data.__set_maxColLen(column.length_max.value_or(0));
  data.__set_avgColLen(column.length_average.value_or(0));
  data.__set_numNulls(column.nulls);
  return data;
}

api::StringColumnStatsData strings(const ColumnStatistics& column) {
  api::StringColumnStatsData data;
  data.__set_maxColLen(column.length_max.value_or(0));
  data.__set_avgColLen(column.length_average.value_or(0));
  data.__set_numNulls(column.nulls);
  data.__set_numDVs(column.distinct.value_or(0));
  return data;
}

/// What whole numbers, reals and texts have in common.
template <typename Data>
void take_counts(ColumnStatistics& column, const Data& data) {
  column.nulls = data.numNulls;
  column.distinct = data.numDVs;
}

void take_numbers(ColumnStatistics& column, const api::ColumnStatisticsData& data) {
  if (data.__isset.longStats) {
    if (data.longStats.__isset.lowValue) column.long_low = data.longStats.lowValue;
    if (data.longStats.__isset.highValue) column.long_high = data.longStats.highValue;
    take_counts(column, data.longStats);
  } else if (data.__isset.doubleStats) {
    if (data.doubleStats.__isset.lowValue) column.double_low = data.doubleStats.lowValue;
    if (data.doubleStats.__isset.highValue) column.double_high = data.doubleStats.highValue;
    take_counts(column, data.doubleStats);
  } else if (data.__isset.decimalStats) {
    if (data.decimalStats.__isset.lowValue) column.decimal_low = decimal_text(data.decimalStats.lowValue);
    if (data.decimalStats.__isset.highValue) column.decimal_high = decimal_text(data.decimalStats.highValue);
    take_counts(column, data.decimalStats);
  } else {
    if (data.dateStats.__isset.lowValue) column.long_low = data.dateStats.lowValue.daysSinceEpoch;
    if (data.dateStats.__isset.highValue) column.long_high = data.dateStats.highValue.daysSinceEpoch;
    take_counts(column, data.dateStats);
  }
}

}  // namespace

std::string decimal_text(const api::Decimal& decimal) {
  if (decimal.unscaled.empty() || decimal.unscaled.size() > 16 || decimal.scale < 0 || decimal.scale > 38) return {};
  bool is_negative = (static_cast<uint8_t>(decimal.unscaled[0]) & 0x80) != 0;
  UInt128 bits = is_negative ? ~UInt128{0} : UInt128{0};
  for (char byte : decimal.unscaled) bits = bits << 8 | static_cast<uint8_t>(byte);
  UInt128 left = is_negative ? UInt128{0} - bits : bits;
  auto scale = static_cast<size_t>(decimal.scale);
  std::string digits;
  do {
    digits += static_cast<char>('0' + static_cast<int>(left % 10));
    left /= 10;
  } while (left > 0 || digits.size() <= scale);
  std::reverse(digits.begin(), digits.end());
  if (scale > 0) digits.insert(digits.size() - scale, ".");
  return is_negative ? "-" + digits : digits;
}

api::Decimal decimal_of(const std::string& text) {
  UInt128 value = 0;
  int16_t scale = 0;
  bool is_negative = text.starts_with('-'), is_fraction = false;
  for (char c : text) {
    if (c == '.') is_fraction = true;
    if (c < '0' || c > '9') continue;
    value = value * 10 + static_cast<unsigned>(c - '0');
    if (is_fraction) scale++;
  }
  auto bits = static_cast<Int128>(is_negative ? UInt128{0} - value : value);
  std::string bytes;
  do {
    bytes += static_cast<char>(bits & 0xFF);
    bits >>= 8;
    bool has_sign = (bits == 0 && (bytes.back() & 0x80) == 0) || (bits == -1 && (bytes.back() & 0x80) != 0);
    if (has_sign) break;
  } while (bytes.size() < 16);
  std::reverse(bytes.begin(), bytes.end());
  api::Decimal out;
  out.__set_unscaled(bytes);
  out.__set_scale(scale);
  return out;
}

api::ColumnStatisticsObj to_hive(const ColumnStatistics& column) {
  api::ColumnStatisticsData data;
  const std::string& type = column.type;
  if (type == "boolean") {
    data.__set_booleanStats(booleans(column));
  } else if (type == "tinyint" || type == "smallint" || type == "int" || type == "bigint" || type == "timestamp") {
    data.__set_longStats(longs(column));
  } else if (type == "float" || type == "double") {
    data.__set_doubleStats(doubles(column));
  } else if (type.starts_with("decimal")) {
    data.__set_decimalStats(decimals(column));
  } else if (type == "date") {
    data.__set_dateStats(dates(column));
  } else if (type == "binary") {
    data.__set_binaryStats(binaries(column));
  } else {
    data.__set_stringStats(strings(column));
  }
  api::ColumnStatisticsObj out;
  out.__set_colName(column.column);
  out.__set_colType(type);
  out.__set_statsData(data);
  return out;
}

Result<ColumnStatistics> from_hive(const api::ColumnStatisticsObj& given) {
  const auto& data = given.statsData;
  ColumnStatistics column;
  column.column = given.colName;
  column.type = given.colType;
  if (data.__isset.booleanStats) {
    column.trues = data.booleanStats.numTrues;
    column.falses = data.booleanStats.numFalses;
    column.nulls = data.booleanStats.numNulls;
  } else if (data.__isset.stringStats) {
    column.length_max = data.stringStats.maxColLen;
    column.length_average = data.stringStats.avgColLen;
    take_counts(column, data.stringStats);
  } else if (data.__isset.binaryStats) {
    column.length_max = data.binaryStats.maxColLen;
    column.length_average = data.binaryStats.avgColLen;
    column.nulls = data.binaryStats.numNulls;
  } else if (data.__isset.longStats || data.__isset.doubleStats || data.__isset.decimalStats ||
             data.__isset.dateStats) {
    take_numbers(column, data);
  } else {
    return make_error(ErrorCode::invalid_argument, "statistics of a column of an unknown kind: {} {}", given.colName,
                      given.colType);
  }
  return column;
}

}  // namespace skep::hive
