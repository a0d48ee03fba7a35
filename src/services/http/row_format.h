#pragma once

#include "results/encoder.h"
#include "services/http/parameter.h"
#include "services/http/query.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace skep::services {

/// What a route whose answer is rows takes, whatever else it takes: their form, and how many.
std::vector<Parameter> row_parameters();

/// What its answer may be, the default first.
std::vector<std::string> row_media_types();

/// The header that names the statement an answer comes from, for a route's description.
std::pair<std::string, std::string> statement_header();

/// Whether a path may end in ".name" to ask for a form: "csv".
bool names_row_format(std::string_view suffix);

/// The form in which rows are asked for: the parameter `format`, else the path's suffix, else the Accept header. Takes
/// the parameters of `row_parameters` but `limit`, of which the router has made sure that they have values there are.
/// Nothing: the client accepts none (406). Fails with invalid_argument when parameter and suffix differ.
Result<std::optional<results::EncoderOptions>> choose_row_format(std::string_view accept, std::string_view suffix,
                                                                 Query& query);

}  // namespace skep::services
