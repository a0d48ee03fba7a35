#pragma once

#include "net/http_handler.h"

#include <string>
#include <string_view>

namespace skep::services {

/// A weak entity tag of a body, W/"...": the same for the same bytes, whatever packs them on their way.
std::string entity_tag_of(std::string_view body);

/// Whether an If-None-Match header names the tag (weak comparison), or any.
bool names_tag(std::string_view if_none_match, std::string_view tag);

/// Gives a whole answer 200 to GET or HEAD an ETag, unless it has one, and turns it into 304 without a body where the client
/// has that already. A resource that knows its tag before it makes the body asks `names_tag` itself.
void answer_conditionally(const net::HttpRequest& request, net::HttpAnswer& answer);

}  // namespace skep::services
