#pragma once

#include "services/http/api.h"
#include "services/http/parameter.h"
#include "session/session.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skep::services {

/// `select` and `where`, for the description of a route that reads a table.
std::vector<Parameter> table_parts();
Parameter prefer_header();

/// `seconds`: after so long the answer is of the rows read so far. `otherwise` says what holds where it is not given.
Parameter time_box_parameter(std::string_view otherwise);
Result<std::optional<std::chrono::milliseconds>> take_time_box(Query& query);

/// Takes the table's name out of the path, and `select`, `where`, `order` out of the query where they are.
Result<void> read_table_parts(Call& call, session::TableRead& read);

/// The statement that a read of a table is. Its text is what lists of statements show.
session::StatementRequest table_request(const Call& call, const session::TableRead& read);

/// Counts the rows that the read's condition lets through, at the read's version.
Result<int64_t> count_rows(Api& api, const Call& call, const session::TableRead& read);

/// What `Prefer: count=...` asks for: exact, planned, estimated; empty: nothing.
std::string preferred_count(const net::HttpRequest& request);

/// A name as it may stand in a path.
std::string percent_encode(std::string_view name);

}  // namespace skep::services
