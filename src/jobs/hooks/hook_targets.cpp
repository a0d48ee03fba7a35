#include "jobs/hooks/hook_targets.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace skep::jobs {
namespace {

constexpr unsigned kMappedBits = 96;
constexpr std::array<uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

}  // namespace

bool HookTargets::read(std::string_view text, Bytes& into, bool& is_v4) {
  std::string word(text);
  std::copy(kMapped.begin(), kMapped.end(), into.begin());
  is_v4 = ::inet_pton(AF_INET, word.c_str(), into.data() + kMapped.size()) == 1;
  return is_v4 || ::inet_pton(AF_INET6, word.c_str(), into.data()) == 1;
}

Result<HookTargets> HookTargets::parse(const std::vector<std::string>& networks) {
  HookTargets targets;
  for (const auto& text : networks) {
    auto slash = text.find('/');
    Network network;
    bool is_v4 = false;
    bool is_read = read(std::string_view(text).substr(0, slash), network.address, is_v4);
    unsigned most = is_v4 ? 32 : 128;
    unsigned bits = most;
    if (is_read && slash != std::string::npos) {
      auto digits = std::string_view(text).substr(slash + 1);
      auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
      is_read = problem == std::errc() && end == digits.data() + digits.size() && bits <= most;
    }
    if (!is_read) return make_error(ErrorCode::invalid_argument, "this is no network: '{}'", text);
    network.bits = bits + (is_v4 ? kMappedBits : 0);
    targets.networks_.push_back(network);
  }
  return targets;
}

bool HookTargets::admit(const sockaddr& address) const {
  Bytes bytes{};
  if (address.sa_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
    std::copy(kMapped.begin(), kMapped.end(), bytes.begin());
    std::memcpy(bytes.data() + kMapped.size(), &v4.sin_addr, sizeof(v4.sin_addr));
  } else if (address.sa_family == AF_INET6) {
    std::memcpy(bytes.data(), &reinterpret_cast<const sockaddr_in6&>(address).sin6_addr, bytes.size());
  } else {
    return false;
  }
  return admit(bytes);
}

bool HookTargets::admit(std::string_view address) const {
  Bytes bytes{};
  bool is_v4 = false;
  return read(address, bytes, is_v4) && admit(bytes);
}

bool HookTargets::admit(const Bytes& address) const {
  return std::any_of(networks_.begin(), networks_.end(), [&](const Network& network) {
    for (unsigned bit = 0; bit < network.bits; bit++) {
      unsigned mask = 0x80U >> (bit % 8);
      if ((address[bit / 8] & mask) != (network.address[bit / 8] & mask)) return false;
    }
    return true;
  });
}

}  // namespace skep::jobs
