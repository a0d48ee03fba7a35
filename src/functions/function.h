#pragma once

#include "base/result.h"
#include "types/coercion.h"
#include "types/data_type.h"
#include "types/value.h"

#include <string>
#include <string_view>
#include <vector>

/// The built-in functions: what they are called, what they take and give. Engines know how to compute them.
namespace skep::functions {

enum class FunctionKind { scalar, aggregate, window, higher_order };

/// What a call gives a function to resolve itself by.
struct Argument {
  types::DataType type;
  bool nullable = true;
  const types::Value* constant = nullptr;  ///< the value, where it is a literal
};

/// A call's arguments, and by which mode's rules they are resolved.
struct Arguments : std::vector<Argument> {
  types::AnsiMode mode = types::AnsiMode::on;

  bool ansi() const { return mode == types::AnsiMode::on; }
};

/// A call made exact: the types to which its arguments are cast, and what comes out.
struct Resolution {
  std::vector<types::DataType> arguments;
  types::DataType result;
  bool nullable = true;
};

/// Resolves a call by the rules of `arguments.mode`. Fails with class DATATYPE_MISMATCH.* when the arguments' types do
/// not fit.
using Resolver = Result<Resolution> (*)(std::string_view name, const Arguments& arguments);

/// One built-in, as the catalogue lists it.
struct Function {
  std::string_view name;   ///< what plans call it
  std::string_view title;  ///< how Spark prints it in column names ("SQRT"); an alias is printed as it is
  FunctionKind kind = FunctionKind::scalar;
  int arguments_min = 0;
  int arguments_max = 0;  ///< -1: any number
  Resolver resolve = nullptr;
  std::string_view documentation;  ///< one line: the call's form and what it gives
  std::vector<std::string_view> aliases = {};
  std::vector<types::Value> defaults = {};  ///< appended for arguments left out; Spark prints them in column names too
  bool can_fail = false;                    ///< some values of the resolved types make it raise an error
};

}  // namespace skep::functions
