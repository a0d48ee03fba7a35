#include "services/http/row_format.h"

#include "services/http/listing.h"

namespace skep::services {

std::vector<Parameter> row_parameters() {
  return {{"limit", whole_number(1, kLimitMax),
           "At most so many rows; a page of JSON has 1,000 where it is not given, a stream has all", "100"},
          {"shape", choice({"objects", "arrays"}), "How rows look in JSON and NDJSON"}};
}

std::vector<std::string> row_media_types() {
  return {"application/json", "application/x-ndjson", "application/vnd.apache.arrow.stream", "text/csv"};
}

std::pair<std::string, std::string> statement_header() { return {"Skep-Statement", "The statement's id"}; }

}  // namespace skep::services
