#pragma once

#include "base/error.h"
#include "syntax/ast_session.h"
#include "types/data_type.h"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace skep::catalog {

/// A view: a query, and what its names and expressions meant when it was made.
struct ViewEntry {
  std::shared_ptr<const syntax::Query> query;
  std::optional<Error> broken;  ///< why there is no query: the text is not understood
  std::string current_database;
  std::map<std::string, std::string> settings;
  std::vector<std::string> query_columns;  ///< the query's columns by name, as they were; empty: by position
  syntax::ViewSchemaMode schema_mode = syntax::ViewSchemaMode::compensation;
  bool is_temporary = false;
  std::set<std::string> temporary_views;  ///< those that its text may mean, in lower case
};

/// A session's variable. Its value is a tree of literals.
struct Variable {
  std::string name;  ///< as declared
  types::DataType type;
  std::shared_ptr<const syntax::Expression> value;
  std::shared_ptr<const syntax::Expression> initial;  ///< what DEFAULT means
};

/// A function written in SQL.
struct SqlFunction {
  std::string database;  ///< empty: temporary
  std::string name;
  std::vector<syntax::FunctionParameter> parameters;
  std::vector<std::shared_ptr<const syntax::Expression>> defaults;  ///< by parameter; null where there is none
  bool is_table = false;
  types::Schema returns;  ///< one column for a scalar function
  std::string comment;
  std::string body_text;
  std::shared_ptr<const syntax::Expression> body;  ///< of a scalar function
  std::shared_ptr<const syntax::Query> query;      ///< of a table function
  std::string current_database;
  std::map<std::string, std::string> settings;
};

}  // namespace skep::catalog
