#pragma once

#include "services/http/parameter.h"

#include <string>
#include <utility>
#include <vector>

namespace skep::services {

/// What a route whose answer is rows takes, whatever else it takes: in which form, and how many.
std::vector<Parameter> row_parameters();

/// What its answer may be, the default first.
std::vector<std::string> row_media_types();

/// The header that names the statement an answer comes from, for a route's description.
std::pair<std::string, std::string> statement_header();

}  // namespace skep::services
