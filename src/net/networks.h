#pragma once

#include "base/result.h"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include <string>
#include <vector>

namespace skep::net {

/// Ranges of addresses from which clients may come. Those of this machine always may.
class Networks {
 public:
  /// Reads CIDR texts: "10.83.0.0/24", "fd00::/8". None at all lets everybody in. Fails with invalid_argument.
  static Result<Networks> parse(const std::vector<std::string>& texts);

  bool admit(const boost::asio::ip::address& client) const;

 private:
  bool admits_all_ = true;
  std::vector<boost::asio::ip::network_v4> v4_;
  std::vector<boost::asio::ip::network_v6> v6_;
};

}  // namespace skep::net
