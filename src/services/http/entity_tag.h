#pragma once

#include "net/http_handler.h"

#include <string>
#include <string_view>

namespace skep::services {

/// A weak entity tag of a body, W/"...": the same for the same bytes, whatever packs them on their way.
std::string entity_tag_of(std::string_view body);

/// Whether an If-None-Match header names the tag (weak comparison), or any.
bool names_tag(std::string_view if_none_match, std::string_view tag);

/// Gives a whole answer 200 an ETag, unless it has one; and the tag. To be done before the body is packed.
std::string add_tag(net::HttpAnswer& answer);

/// Whether the client says that it has the answer of this tag.
bool client_has(const net::HttpRequest& request, std::string_view tag);

/// Turns an answer 200 into 304, without a body.
void make_not_modified(net::HttpAnswer& answer);

}  // namespace skep::services
