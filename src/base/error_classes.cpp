#include "base/error_classes.h"

#include <algorithm>
#include <array>
#include <utility>

namespace skep {
namespace {

using Entry = std::pair<std::string_view, std::string_view>;

constexpr std::array kStates = std::to_array<Entry>({
    {"AMBIGUOUS_REFERENCE", "42704"},
    {"ARITHMETIC_OVERFLOW", "22003"},
    {"CANNOT_PARSE_TIMESTAMP", "22007"},
    {"CAST_INVALID_INPUT", "22018"},
    {"CAST_OVERFLOW", "22003"},
    {"CAST_OVERFLOW_IN_TABLE_INSERT", "22003"},
    {"COLUMN_ALREADY_EXISTS", "42711"},
    {"DATATYPE_MISMATCH", "42K09"},
    {"DATETIME_OVERFLOW", "22008"},
    {"DIVIDE_BY_ZERO", "22012"},
    {"EXEC_IMMEDIATE_DUPLICATE_ARGUMENT_ALIASES", "42701"},
    {"FAILED_READ_FILE", "KD001"},
    {"GROUP_BY_AGGREGATE", "42903"},
    {"GROUP_BY_POS_AGGREGATE", "42903"},
    {"GROUP_BY_POS_OUT_OF_RANGE", "42805"},
    {"INCOMPATIBLE_DATA_FOR_TABLE", "KD000"},
    {"INCOMPATIBLE_JOIN_TYPES", "42613"},
    {"INSERT_COLUMN_ARITY_MISMATCH", "21S01"},
    {"INSERT_PARTITION_COLUMN_ARITY_MISMATCH", "21S01"},
    {"INVALID_ARRAY_INDEX", "22003"},
    {"INVALID_ARRAY_INDEX_IN_ELEMENT_AT", "22003"},
    {"INVALID_EXTRACT_FIELD", "42601"},
    {"INVALID_FORMAT", "42601"},
    {"INVALID_INLINE_TABLE", "42000"},
    {"INVALID_LIMIT_LIKE_EXPRESSION", "42K0E"},
    {"INVALID_PARAMETER_VALUE", "22023"},
    {"INVALID_TYPED_LITERAL", "42604"},
    {"MISSING_AGGREGATION", "42803"},
    {"MISSING_GROUP_BY", "42803"},
    {"NESTED_AGGREGATE_FUNCTION", "42607"},
    {"NON_PARTITION_COLUMN", "42000"},
    {"NUMERIC_OUT_OF_SUPPORTED_RANGE", "22003"},
    {"NUMERIC_VALUE_OUT_OF_RANGE", "22003"},
    {"NUM_COLUMNS_MISMATCH", "42826"},
    {"NUM_TABLE_VALUE_ALIASES_MISMATCH", "42826"},
    {"ORDER_BY_POS_OUT_OF_RANGE", "42805"},
    {"PARSE_EMPTY_STATEMENT", "42617"},
    {"PARSE_SYNTAX_ERROR", "42601"},
    {"PARTITIONS_NOT_FOUND", "428FT"},
    {"ROUTINE_NOT_FOUND", "42883"},
    {"SCALAR_SUBQUERY_TOO_MANY_ROWS", "21000"},
    {"SCHEMA_ALREADY_EXISTS", "42P06"},
    {"SCHEMA_NOT_EMPTY", "2BP01"},
    {"SCHEMA_NOT_FOUND", "42704"},
    {"TABLE_OR_VIEW_ALREADY_EXISTS", "42P07"},
    {"TABLE_OR_VIEW_NOT_FOUND", "42P01"},
    {"UNCLOSED_BRACKETED_COMMENT", "42601"},
    {"UNRESOLVED_COLUMN", "42703"},
    {"UNRESOLVED_ROUTINE", "42883"},
    {"UNRESOLVED_USING_COLUMN_FOR_JOIN", "42703"},
    {"UNSUPPORTED_DATATYPE", "0A000"},
    {"UNSUPPORTED_FEATURE", "0A000"},
    {"UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY", "0A000"},
    {"WRONG_NUM_ARGS", "42605"},
});

}  // namespace

std::string_view sql_state_of(std::string_view error_class) {
  auto name = error_class.substr(0, error_class.find('.'));
  auto found = std::lower_bound(kStates.begin(), kStates.end(), name,
                                [](const Entry& entry, std::string_view wanted) { return entry.first < wanted; });
  return found != kStates.end() && found->first == name ? found->second : std::string_view{};
}

}  // namespace skep
