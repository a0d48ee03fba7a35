#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace skep::metastore {

struct RemoteAddress {
  std::string host;
  uint16_t port = 9083;
};

struct RemoteSettings {
  std::vector<RemoteAddress> addresses;  ///< of metastores on one store; at least one
  std::chrono::milliseconds answer_deadline = std::chrono::seconds(600);
  std::chrono::milliseconds connect_deadline = std::chrono::seconds(5);
  int connect_rounds = 3;  ///< how often all addresses are tried, with a pause between
  std::chrono::milliseconds connect_pause = std::chrono::seconds(1);
  std::string user;      ///< told to the metastore (set_ugi); empty: nobody
  size_t idle_max = 16;  ///< connections that are kept
};

}  // namespace skep::metastore
