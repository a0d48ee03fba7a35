// folders: base net/http_parser.cpp net/http_message.cpp net/url.cpp services/http/accept.cpp services/http/coding.cpp services/http/gzip_coding.cpp services/http/zstd_coding.cpp services/http/parameter.cpp services/http/origin.cpp services/http/answers.cpp services/http/entity_tag.cpp services/http/statement_body.cpp session/parameter_values.cpp types syntax results/problem.cpp
// libraries: -lz -lzstd -lcrypto
#include "base/check.h"
#include "net/http_parser.h"
#include "net/url.h"
#include "services/http/accept.h"
#include "services/http/coding.h"
#include "services/http/entity_tag.h"
#include "services/http/origin.h"
#include "services/http/parameter.h"
#include "services/http/statement_body.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

using namespace skep;
using net::HttpParser;

/// Takes a request apart as the door does before it knows what is asked for.
void use(const net::HttpRequest& request) {
  if (auto url = net::parse_url(request.target)) {
    std::vector<services::Parameter> known{{"limit", services::whole_number(1, 10), ""},
                                           {"share", services::number(0, 1), ""},
                                           {"shape", services::choice({"objects", "arrays"}), ""}};
    (void)services::check_query(known, url->query);
  }
  constexpr std::string_view kOffers[] = {"application/json", "text/csv"};
  (void)services::choose_media_type(request.list_header("Accept"), kOffers);
  (void)services::names_this_host(request, {"skep.lan"});
  (void)services::names_tag(request.list_header("If-None-Match"), "W/\"a\"");
  (void)services::options_answer(request, {"GET"}, {"https://a.example.com"});
  (void)services::choose_coding(request.list_header("Accept-Encoding"));
  (void)services::parse_statement_body(request.body);

  auto coding = services::coding_named(request.list_header("Content-Encoding"));
  if (!coding || *coding == services::Coding::identity) return;
  services::UnpackLimits limits{1u << 20, 100};
  if (auto body = services::unpack(*coding, request.body, limits)) {
    check(body->size() <= limits.bytes_max, "no more is unpacked than the limit allows");
    (void)services::parse_statement_body(*body);
  }
}

/// Everything that the parser finds in some bytes that come in pieces of one size.
std::string parse_all(std::string_view bytes, size_t piece) {
  net::HttpLimits limits{4096, 1024, 65536};
  HttpParser parser(limits);
  std::string inbound;
  std::string found;
  while (!bytes.empty()) {
    inbound += bytes.substr(0, piece);
    bytes.remove_prefix(std::min(piece, bytes.size()));
    auto progress = parser.parse(inbound);
    if (progress == HttpParser::Progress::refused) {
      int status = parser.refusal().status;
      check(status >= 400 && status < 500, "whatever is wrong with a message is the client's fault");
      return found + "refused";
    }
    if (progress == HttpParser::Progress::more_needed) continue;
    auto request = parser.take_request();
    if (piece > 1) use(request);
    return found + request.method + " " + request.target + " " + request.body;
  }
  return found;
}

}  // namespace

/// Any bytes are a request, a refusal, or the beginning of one; however they are cut on their way.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  auto whole = parse_all(bytes, size + 1);
  auto cut = parse_all(bytes, 1);
  bool both_end = !whole.empty() && !cut.empty();
  check(!both_end || whole == cut, "a request does not depend on how its bytes arrive");
  return 0;
}
