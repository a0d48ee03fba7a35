#include "base/text.h"
#include "cli/commands.h"
#include "cli/setting_arguments.h"
#include "server/server.h"

#include <charconv>
#include <cstdio>
#include <cstdlib>

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

int failed(const Error& error) {
  std::fprintf(stderr, "skep: %s\n", error.message.c_str());
  return EXIT_FAILURE;
}

}  // namespace

int run_serve(const ServeArguments& arguments) {
  auto listen = parse_listen(arguments.listen);
  if (!listen) return failed(listen.error());
  auto settings = parse_settings(arguments.settings);
  if (!settings) return failed(settings.error());
  server::ServeOptions options;
  options.warehouse = {arguments.warehouse, std::move(*settings)};
  options.address = listen->first;
  options.port = listen->second;
  options.metastore_port = arguments.metastore_port;
  if (auto served = server::serve(options); !served) return failed(served.error());
  return EXIT_SUCCESS;
}

}  // namespace skep::cli
