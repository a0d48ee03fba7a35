#include "base/text.h"
#include "cli/commands.h"
#include "cli/setting_arguments.h"
#include "config/settings.h"
#include "server/server.h"

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <optional>

namespace skep::cli {
namespace {

Result<std::pair<std::string, uint16_t>> parse_listen(const std::string& listen) {
  auto colon = listen.rfind(':');
  uint16_t port = 0;
  auto digits = colon == std::string::npos ? std::string_view() : std::string_view(listen).substr(colon + 1);
  auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (digits.empty() || problem != std::errc() || end != digits.data() + digits.size()) {
    return make_error(ErrorCode::invalid_argument, "--listen takes ADDRESS:PORT, e.g. 127.0.0.1:8080, not '{}'",
                      listen);
  }
  return std::pair(listen.substr(0, colon), port);
}

/// Nothing where it is empty: then the interface is not served.
Result<std::optional<uint16_t>> parse_metastore_port(const std::string& text) {
  if (text.empty()) return std::optional<uint16_t>();
  uint16_t port = 0;
  auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (problem != std::errc() || end != text.data() + text.size())
    return make_error(ErrorCode::invalid_argument, "--metastore-port takes a port, e.g. 9083, not '{}'", text);
  return std::optional(port);
}

int failed(const Error& error) {
  std::fprintf(stderr, "skep: %s\n", error.message.c_str());
  return EXIT_FAILURE;
}

std::map<std::string, std::string> values_of(const config::Configuration& configuration) {
  std::map<std::string, std::string> values;
  for (const auto& [key, configured] : configuration) values.emplace(key, configured.value);
  return values;
}

}  // namespace

int run_serve(const ServeArguments& arguments) {
  auto configuration = read_settings(arguments);
  if (!configuration) return failed(configuration.error());
  auto listen = parse_listen(configuration->at("skep.http.listen").value);
  if (!listen) return failed(listen.error());
  server::ServeOptions options;
  options.warehouse.settings = values_of(*configuration);
  options.address = listen->first;
  options.port = listen->second;
  auto metastore_port = parse_metastore_port(configuration->at("skep.metastore.port").value);
  if (!metastore_port) return failed(metastore_port.error());
  options.metastore_port = *metastore_port;
  options.read_again = [arguments]() -> Result<std::map<std::string, std::string>> {
    auto again = read_settings(arguments);
    if (!again) return again.error();
    return values_of(*again);
  };
  if (auto served = server::serve(options); !served) return failed(served.error());
  return EXIT_SUCCESS;
}

int run_config(const ServeArguments& arguments, bool explain) {
  auto configuration = read_settings(arguments);
  if (!configuration) return failed(configuration.error());
  std::string out = explain ? config::explain(*configuration) : "";
  if (!explain)
    for (const auto& [key, configured] : *configuration)
      out += key + "=" + config::shown_value(key, configured.value) + "\n";
  std::fputs(out.c_str(), stdout);
  return EXIT_SUCCESS;
}

}  // namespace skep::cli
