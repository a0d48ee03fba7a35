#pragma once

#include "net/http_handler.h"
#include "results/encoder.h"
#include "services/http/api.h"
#include "services/http/parameter.h"

#include <string>
#include <string_view>
#include <vector>

namespace skep::services {

/// Where a resource's function runs.
enum class Place {
  at_once,    ///< on the thread that serves the sockets: it never waits
  catalogue,  ///< reads the metastore
  statement,  ///< runs a statement: may wait for as long as that does, and is refused where too many wait
  kept_rows,  ///< reads rows that are kept: may wait until they are there
};

/// The JSON form of a body: the name of a schema in its resource's `schemas` or another one's, or, when it begins with a
/// brace, JSON Schema itself.
using SchemaText = std::string;

/// What a request sends.
struct RequestBody {
  std::string description;
  SchemaText schema;
  std::vector<std::string> examples = {};  ///< JSON; each must be accepted
  bool required = true;
};

/// One answer that is no problem.
struct Answer {
  int status = 200;
  std::string description;
  SchemaText schema = {};  ///< of its JSON; empty: it has no body
  std::string example = {};
  std::vector<std::string> media_types = {"application/json"};    ///< the schema is that of the JSON ones
  std::vector<std::pair<std::string, std::string>> headers = {};  ///< of the answer, and what they say
};

/// One method of one resource: how it is served, and how /openapi.json describes it.
///
/// The router refuses parameters that are not described here, and values that their types do not allow, before it
/// calls the function. Names in the pattern's braces need no parameter of their own (parameter.h knows them).
struct Route {
  std::string method;
  std::string pattern;  ///< "/api/v1/databases/{database}": a segment in braces stands for any name
  Place place = Place::catalogue;
  net::HttpAnswer (*function)(Api& api, Call& call) = nullptr;
  std::string name;     ///< for client generators: "listDatabases"
  std::string summary;  ///< a few words, without a full stop
  std::string description = {};
  std::vector<Parameter> parameters = {};  ///< of the query and, where a resource reads one, the header
  std::vector<RequestBody> body = {};      ///< none or one
  std::vector<Answer> answers;
  bool has_tag = false;            ///< its answers get an ETag, and 304 where the client has them already
  bool gives_files = false;        ///< whatever Accept says
  bool gives_rows = false;         ///< in the form that Call::rows says; else it answers JSON only
  std::vector<int> problems = {};  ///< statuses of problems besides those that any route has (openapi.cpp)
};

/// A schema that answers and bodies name.
struct NamedSchema {
  std::string name;  ///< "Database"
  std::string json;  ///< JSON Schema; refers to others as {"$ref":"#/components/schemas/Name"}
};

/// What one file of resources adds to the API.
struct Resource {
  std::string tag;  ///< the group in which /docs shows its routes
  std::string description;
  std::vector<Route> routes;
  std::vector<NamedSchema> schemas = {};
};

}  // namespace skep::services
