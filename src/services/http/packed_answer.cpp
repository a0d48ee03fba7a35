#include "services/http/packed_answer.h"

#include "base/text.h"
#include "services/http/answers.h"

#include <algorithm>

namespace skep::services {
namespace {

constexpr size_t kWorthPacking = 1024;

/// A part of a body is of the body as it is; events are to arrive one by one.
bool stays_as_it_is(const net::HttpAnswer& answer) {
  return answer.status == 206 || header_of(answer, "Content-Type").value_or("") == "text/event-stream";
}

bool is_packed_already(const net::HttpAnswer& answer) {
  if (header_of(answer, "Content-Encoding")) return true;
  auto type = header_of(answer, "Content-Type").value_or("");
  return type == "application/vnd.apache.parquet" || type.starts_with("image/");
}

/// Packs each piece of another stream. What a stream has said when it failed is packed too, and the end left out.
class PackedStream final : public net::BodyStream {
 public:
  PackedStream(std::unique_ptr<net::BodyStream> stream, std::unique_ptr<Packer> packer)
      : stream_(std::move(stream)), packer_(std::move(packer)) {}

  Result<bool> next(ByteChain& out) override {
    piece_.clear();
    auto more = stream_->next(piece_);
    bool last = more && !*more;
    auto pieces = piece_.pieces();
    if (pieces.size() == 1) {
      packer_->add(pieces.front(), last, out.text());
    } else {
      joined_.clear();
      for (auto bytes : pieces) joined_ += bytes;
      packer_->add(joined_, last, out.text());
    }
    return more;
  }

 private:
  std::unique_ptr<net::BodyStream> stream_;
  std::unique_ptr<Packer> packer_;
  ByteChain piece_;
  std::string joined_;  ///< what the packers take in one go
};

}  // namespace

void pack_answer(const net::HttpRequest& request, net::HttpAnswer& answer) {
  bool is_worth_it = answer.rest != nullptr || answer.body.size() >= kWorthPacking;
  if (!is_worth_it || stays_as_it_is(answer) || is_packed_already(answer)) return;
  add_vary(answer, "Accept-Encoding");
  auto coding = choose_coding(request.list_header("Accept-Encoding"));
  if (coding == Coding::identity) return;

  auto packer = make_packer(coding);
  std::string packed;
  packer->add(answer.body, answer.rest == nullptr, packed);
  answer.body = std::move(packed);
  if (answer.rest) answer.rest = std::make_unique<PackedStream>(std::move(answer.rest), std::move(packer));
  answer.headers.push_back({"Content-Encoding", std::string(to_string(coding))});
}

Result<net::HttpRequest> unpack_request(const net::HttpRequest& request, const UnpackLimits& limits) {
  auto coding = coding_named(trim(request.list_header("Content-Encoding")));
  if (!coding)
    return make_error(ErrorCode::unsupported, "a body is packed as gzip or zstd, not as {}",
                      request.list_header("Content-Encoding"));
  auto unpacked = request;
  if (*coding == Coding::identity) return unpacked;
  auto body = unpack(*coding, request.body, limits);
  if (!body) return body.error();
  unpacked.body = std::move(*body);
  std::erase_if(unpacked.headers,
                [](const net::HttpHeader& header) { return equals_ignoring_case(header.name, "Content-Encoding"); });
  return unpacked;
}

}  // namespace skep::services
