#include "functions/catalog.h"

namespace skep::functions {
namespace {

using types::kString;

/// What the analyzer puts a constant for.
Result<Resolution> text(std::string_view, const Arguments&) { return Resolution{{}, kString, false}; }

Result<Resolution> of_texts(std::string_view name, const Arguments&) {
  return make_error(ErrorCode::unsupported, "{} of these arguments is not there yet", name);
}

Result<Resolution> refused(std::string_view name, const Arguments&) {
  return make_error(ErrorCode::unsupported, "{} calls Java, which is not here", name);
}

Result<Resolution> of_files(std::string_view name, const Arguments&) {
  return make_error(ErrorCode::unsupported, "{} of a table's rows is not there yet", name);
}

}  // namespace

std::vector<Function> session_functions() {
  constexpr auto scalar = FunctionKind::scalar;
  return {
      {"current_catalog", "current_catalog", scalar, 0, 0, text, "current_catalog(): spark_catalog"},
      {"current_schema",
       "current_schema",
       scalar,
       0,
       0,
       text,
       "current_schema(): the database that is in use",
       {"current_database"}},
      {"current_timezone", "current_timezone", scalar, 0, 0, text, "current_timezone(): the session's time zone"},
      {"current_user",
       "current_user",
       scalar,
       0,
       0,
       text,
       "current_user(): who runs the statement",
       {"session_user", "user"}},
      {"collation", "collation", scalar, 1, 1, of_texts, "collation(s): the name of a text's collation"},
      {"collate", "collate", scalar, 2, 2, of_texts, "collate(s, name): the text in a collation; UTF8_BINARY alone"},
      {"version", "version", scalar, 0, 0, text, "version(): the version of Spark whose answers are given"},
      {"input_file_name", "input_file_name", scalar, 0, 0, of_files, "input_file_name(): empty where no file is read"},
      {"input_file_block_start", "input_file_block_start", scalar, 0, 0, of_files,
       "input_file_block_start(): -1 where no file is read"},
      {"input_file_block_length", "input_file_block_length", scalar, 0, 0, of_files,
       "input_file_block_length(): -1 where no file is read"},
      {"java_method", "java_method", scalar, 2, -1, refused, "java_method(class, method, ...): refused", {"reflect"}},
      {"try_reflect", "try_reflect", scalar, 2, -1, refused, "try_reflect(class, method, ...): refused"},
  };
}

}  // namespace skep::functions
