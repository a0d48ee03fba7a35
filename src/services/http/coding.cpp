#include "services/http/coding.h"

#include "base/text.h"
#include "services/http/accept.h"

#include <algorithm>
#include <array>

namespace skep::services {
namespace {

constexpr size_t kUnpackedAtOnce = 64u << 10;

/// A body that is small when unpacked does no harm, however well it packs.
constexpr size_t kHarmlessBytes = 1u << 20;

Result<void> check_size(size_t unpacked, size_t packed, const UnpackLimits& limits) {
  if (unpacked > limits.bytes_max)
    return make_error(ErrorCode::resource_exhausted,
                      "the unpacked body is larger than {} bytes; the setting skep.http.body.max raises that",
                      limits.bytes_max);
  if (unpacked > kHarmlessBytes && unpacked / limits.ratio_max > packed)
    return make_error(
        ErrorCode::resource_exhausted,
        "the body unpacks to more than {} times its size; the setting skep.http.body.ratio.max raises that",
        limits.ratio_max);
  return {};
}

}  // namespace

std::string_view to_string(Coding coding) {
  switch (coding) {
    case Coding::identity: return "identity";
    case Coding::gzip: return "gzip";
    case Coding::zstd: return "zstd";
  }
  return "identity";
}

std::optional<Coding> coding_named(std::string_view name) {
  if (name.empty() || equals_ignoring_case(name, "identity")) return Coding::identity;
  if (equals_ignoring_case(name, "gzip") || equals_ignoring_case(name, "x-gzip")) return Coding::gzip;
  if (equals_ignoring_case(name, "zstd")) return Coding::zstd;
  return std::nullopt;
}

Coding choose_coding(std::string_view accept_encoding) {
  static constexpr std::array kOffers = {Coding::zstd, Coding::gzip};
  Coding chosen = Coding::identity;
  int best = 0;
  for (auto offer : kOffers) {
    int quality = quality_in_list(accept_encoding, to_string(offer));
    if (quality > best) chosen = offer;
    best = std::max(best, quality);
  }
  return chosen;
}

std::unique_ptr<Packer> make_packer(Coding coding) {
  return coding == Coding::zstd ? make_zstd_packer() : make_gzip_packer();
}

Result<std::string> unpack(Coding coding, std::string_view packed, const UnpackLimits& limits) {
  auto unpacker = coding == Coding::zstd ? make_zstd_unpacker() : make_gzip_unpacker();
  std::string out;
  auto rest = packed;
  for (;;) {
    size_t size = out.size();
    auto left = rest.size();
    auto more = unpacker->take(rest, kUnpackedAtOnce, out);
    if (!more) return more.error();
    if (auto fits = check_size(out.size(), packed.size(), limits); !fits) return fits.error();
    if (!*more) break;
    if (out.size() == size && rest.size() == left)
      return make_error(ErrorCode::invalid_argument, "the body is cut short: it is not whole as {}", to_string(coding));
  }
  if (!rest.empty())
    return make_error(ErrorCode::invalid_argument, "bytes follow the end of the {} body", to_string(coding));
  return out;
}

}  // namespace skep::services
