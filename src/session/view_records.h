#pragma once

#include "session/commands.h"
#include "types/data_type.h"

#include <string>
#include <string_view>
#include <vector>

namespace skep::session {

// The parameters that Spark puts beside a view's text.
inline constexpr const char* kViewNamespace = "view.catalogAndNamespace.part.";
inline constexpr const char* kViewQueryColumn = "view.query.out.col.";
inline constexpr std::string_view kViewSetting = "view.sqlConfig.";
inline constexpr std::string_view kViewSchemaMode = "view.schemaMode";

/// Says what else a view holds besides its text: the namespace and settings of the session, the query's columns.
void set_view_parameters(metastore::Parameters& parameters, const types::Schema& query_columns,
                         syntax::ViewSchemaMode mode, const CommandContext& context);

/// The settings that change what a text means, as Spark stores them with views and functions.
std::map<std::string, std::string> stored_settings(const CommandContext& context);

/// The values "<prefix>0", "<prefix>1" ... as many as there are.
std::vector<std::string> numbered(const metastore::Parameters& parameters, const std::string& prefix);

/// The mode's words, as Spark stores and shows them.
std::string_view to_text(syntax::ViewSchemaMode mode);

}  // namespace skep::session
