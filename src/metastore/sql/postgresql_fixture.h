#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <random>
#include <string>

namespace skep::metastore {

/// A real PostgreSQL on a loopback port, in a temporary folder. One serves all tests of a program; a folder of its own
/// and the end of the program remove it.
class PostgresqlServer {
 public:
  /// Starts it with the first call. Null where PostgreSQL is not installed, or does not start.
  static PostgresqlServer* instance() {
    static std::unique_ptr<PostgresqlServer> server(make());
    return server.get();
  }

  ~PostgresqlServer() {
    stop("immediate");
    std::filesystem::remove_all(folder_);
  }

  /// Makes a database, empty or a copy of another one, and gives its URL.
  std::string create_database(const std::string& copied = "template0") {
    static std::atomic<int> number = 0;
    std::string name = fmt::format("skep_{}", ++number);
    EXPECT_TRUE(query("postgres", fmt::format("CREATE DATABASE {} TEMPLATE {}", name, copied)));
    return url(name);
  }

  std::string url(const std::string& database) const {
    return fmt::format("postgresql://postgres@127.0.0.1:{}/{}", port_, database);
  }

  /// Runs a statement by psql, apart from the code under test.
  bool query(const std::string& database, const std::string& statement) const {
    return run("psql", fmt::format("-q -v ON_ERROR_STOP=1 -d '{}' -c '{}'", url(database), statement));
  }

  bool start() {
    return run("pg_ctl", fmt::format("-D '{0}/data' -w -l '{0}/log' -o '-c listen_addresses=127.0.0.1 -c port={1} "
                                     "-c unix_socket_directories= -c fsync=off -c max_connections=200' start",
                                     folder_.string(), port_));
  }

  /// "fast" as an administrator does it, "immediate" as a power cut.
  bool stop(const std::string& mode) {
    return run("pg_ctl", fmt::format("-D '{}/data' -m {} stop", folder_.string(), mode));
  }

 private:
  static std::unique_ptr<PostgresqlServer> make() {
    namespace fs = std::filesystem;
    std::unique_ptr<PostgresqlServer> server(new PostgresqlServer);
    std::error_code ignored;
    for (const auto& version : fs::directory_iterator("/usr/lib/postgresql", ignored)) {
      if (fs::exists(version.path() / "bin/initdb")) server->programs_ = version.path() / "bin";
    }
    std::random_device random;
    server->folder_ = fs::temp_directory_path() / fmt::format("skep-postgresql-{:08x}", random());
    if (server->programs_.empty() || !fs::create_directories(server->folder_)) return nullptr;
    // The server refuses to run as root.
    if (::getuid() == 0) {
      server->as_ = "runuser -u postgres -- ";
      if (std::system(fmt::format("chown postgres '{}'", server->folder_.string()).c_str()) != 0) return nullptr;
    }
    server->port_ = free_port();
    bool is_made = server->run("initdb", fmt::format("-D '{}/data' -U postgres -A trust -E UTF8 --locale=C.UTF-8 "
                                                     "--no-sync",
                                                     server->folder_.string()));
    return is_made && server->start() ? std::move(server) : nullptr;
  }

  bool run(const std::string& program, const std::string& arguments) const {
    auto command = fmt::format("cd '{0}' && {1}'{2}/{3}' {4} >>'{0}/output' 2>&1", folder_.string(), as_,
                               programs_.string(), program, arguments);
    return std::system(command.c_str()) == 0;
  }

  static int free_port() {
    int probe = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    bool is_bound = ::bind(probe, generic, size) == 0 && ::getsockname(probe, generic, &size) == 0;
    ::close(probe);
    return is_bound ? ntohs(address.sin_port) : 0;
  }

  PostgresqlServer() = default;

  std::filesystem::path programs_;
  std::filesystem::path folder_;
  std::string as_;
  int port_ = 0;
};

}  // namespace skep::metastore
