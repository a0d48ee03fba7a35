#pragma once

#include "engine/engine.h"
#include "types/data_type.h"

#include <functional>
#include <string>

namespace skep::engine {

/// What a cast does with a value that has no place in the other type.
enum class CastMode {
  ansi,    ///< it raises
  quiet,   ///< NULL: TRY_CAST
  legacy,  ///< NULL or Java's conversion, and texts are read leniently: spark.sql.ansi.enabled=false
};

/// Writes casts between any two of Spark's types as DuckDB SQL.
class CastSql {
 public:
  using Unsupported = std::function<std::string(std::string)>;

  /// `unsupported` is called for a cast that cannot be written and gives what to write instead; `lambdas` counts the
  /// variables that are taken.
  CastSql(const EngineSettings& settings, int& lambdas, Unsupported unsupported)
      : settings_(settings), lambdas_(lambdas), unsupported_(std::move(unsupported)) {}

  std::string write(const std::string& operand, const types::DataType& from, const types::DataType& to, CastMode mode);

  std::string to_variant(const std::string& operand, const types::DataType& from);
  std::string from_variant(const std::string& operand, const types::DataType& to, CastMode mode);

  /// Fills up each char of the type with blanks.
  std::string padded(const std::string& operand, const types::DataType& type);

  /// As padded, where what is longer than its char or varchar raises EXCEED_LIMIT_LENGTH, but for blanks at its end.
  std::string checked(const std::string& operand, const types::DataType& type);

 private:
  /// Puts each text of a nested value through `sized`.
  std::string for_each_text(const std::string& operand, const types::DataType& type,
                            const std::function<std::string(const std::string&, const types::DataType&)>& sized);
  std::string nested(const std::string& operand, const types::DataType& from, const types::DataType& to, CastMode mode);
  std::string nested_text(const std::string& operand, const types::DataType& from);
  std::string interval(const std::string& operand, const types::DataType& from, const types::DataType& to,
                       CastMode mode);
  std::string from_text(const std::string& operand, const types::DataType& to, CastMode mode);
  std::string to_text(const std::string& operand, const types::DataType& from);
  std::string between_datetimes(const std::string& operand, const types::DataType& from, const types::DataType& to);
  std::string from_timestamp(const std::string& operand, const types::DataType& to, CastMode mode);
  std::string to_timestamp(const std::string& operand, const types::DataType& from, CastMode mode);
  std::string number(const std::string& operand, const types::DataType& from, const types::DataType& to, CastMode mode);
  std::string plain_of_variant(const std::string& x, const types::DataType& to);
  std::string zone() const;

  const EngineSettings& settings_;
  int& lambdas_;
  Unsupported unsupported_;
};

}  // namespace skep::engine
