#include "net/networks.h"

#include <algorithm>

namespace skep::net {
namespace {

namespace ip = boost::asio::ip;

/// As a listener on "::" sees a client of IPv4: ::ffff:10.0.0.1.
ip::address plain(const ip::address& address) {
  bool is_mapped = address.is_v6() && address.to_v6().is_v4_mapped();
  return is_mapped ? ip::address(ip::make_address_v4(ip::v4_mapped, address.to_v6())) : address;
}

template <typename Network, typename Address>
bool holds(const std::vector<Network>& networks, const Address& address) {
  return std::any_of(networks.begin(), networks.end(), [&](const Network& network) {
    return Network(address, network.prefix_length()).canonical() == network.canonical();
  });
}

}  // namespace

Result<Networks> Networks::parse(const std::vector<std::string>& texts) {
  Networks networks;
  networks.admits_all_ = texts.empty();
  for (const auto& text : texts) {
    boost::system::error_code no_v4, no_v6;
    auto v4 = ip::make_network_v4(text, no_v4);
    if (!no_v4) {
      networks.v4_.push_back(v4);
      continue;
    }
    auto v6 = ip::make_network_v6(text, no_v6);
    if (no_v6)
      return make_error(ErrorCode::invalid_argument,
                        "a network is ADDRESS/BITS, e.g. 10.83.0.0/24 or fd00::/8, not '{}'", text);
    networks.v6_.push_back(v6);
  }
  return networks;
}

bool Networks::admit(const ip::address& given) const {
  auto client = plain(given);
  if (admits_all_ || client.is_loopback()) return true;
  return client.is_v4() ? holds(v4_, client.to_v4()) : holds(v6_, client.to_v6());
}

}  // namespace skep::net
