#pragma once

#include "net/http_handler.h"
#include "services/http/coding.h"

namespace skep::services {

/// Packs an answer as its client accepts: whole bodies from a kilobyte on, streams piece by piece. Leaves alone what is
/// packed already (Parquet, an answer with a Content-Encoding) and answers without a body. Says `Vary` where the header
/// decides.
void pack_answer(const net::HttpRequest& request, net::HttpAnswer& answer);

/// The request with its body unpacked. Fails as `unpack` does, and with unsupported for another coding.
Result<net::HttpRequest> unpack_request(const net::HttpRequest& request, const UnpackLimits& limits);

}  // namespace skep::services
