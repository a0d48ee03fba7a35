#include "metastore/sql/store_url.h"

#include "base/text.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

namespace skep::metastore::sql {
namespace {

constexpr std::string_view kJdbc = "jdbc:";
constexpr std::string_view kSqlite = "sqlite:";
constexpr std::string_view kPostgresql = "postgresql://";
constexpr std::string_view kPostgres = "postgres://";

/// Options of the Java driver that have a counterpart with another name in libpq; those of libpq pass as they are.
const std::map<std::string, std::string, std::less<>>& java_options() {
  static const std::map<std::string, std::string, std::less<>> kOptions = {{"ApplicationName", "application_name"},
                                                                           {"connectTimeout", "connect_timeout"},
                                                                           {"sslrootcert", "sslrootcert"},
                                                                           {"sslcert", "sslcert"},
                                                                           {"sslkey", "sslkey"},
                                                                           {"sslmode", "sslmode"},
                                                                           {"options", "options"},
                                                                           {"connect_timeout", "connect_timeout"}};
  return kOptions;
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); i++) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    int value = 0;
    if (i + 2 >= text.size()) return std::nullopt;
    auto [end, problem] = std::from_chars(text.data() + i + 1, text.data() + i + 3, value, 16);
    if (problem != std::errc() || end != text.data() + i + 3 || value == 0) return std::nullopt;
    decoded += static_cast<char>(value);
    i += 2;
  }
  return decoded;
}

/// Writes one of libpq's words: key='value'.
std::string word(std::string_view key, std::string_view value) {
  std::string text = fmt::format("{}='", key);
  for (char c : value) {
    if (c == '\'' || c == '\\') text += '\\';
    text += c;
  }
  return text + "' ";
}

Error not_a_url() {
  return make_error(ErrorCode::invalid_argument,
                    "a PostgreSQL store is given as postgresql://host:port/database?option=value");
}

/// Gathers what a URL says, then writes it as libpq's words.
struct PostgresqlParts {
  std::string host = "localhost";
  std::string port = "5432";
  std::string database;
  std::string user;
  std::string password;
  std::map<std::string, std::string> options;

  Result<void> take_authority(std::string_view authority) {
    if (size_t at = authority.rfind('@'); at != authority.npos) {
      auto login = authority.substr(0, at);
      authority.remove_prefix(at + 1);
      size_t colon = login.find(':');
      auto name = percent_decoded(login.substr(0, colon));
      auto secret = percent_decoded(colon == login.npos ? std::string_view() : login.substr(colon + 1));
      if (!name || !secret) return not_a_url();
      user = *name;
      password = *secret;
    }
    size_t colon = authority.rfind(':');
    bool has_port = colon != authority.npos && !authority.ends_with(']');
    if (has_port) port = std::string(authority.substr(colon + 1));
    auto name = authority.substr(0, has_port ? colon : authority.npos);
    if (name.starts_with('[') && name.ends_with(']')) name = name.substr(1, name.size() - 2);
    if (!name.empty()) host = std::string(name);
    bool is_number = !port.empty() && port.find_first_not_of("0123456789") == std::string::npos;
    return is_number ? Result<void>() : not_a_url();
  }

  Result<void> take_options(std::string_view query) {
    for (const auto& option : split(query, '&')) {
      if (option.empty()) continue;
      size_t equals = option.find('=');
      auto value =
          percent_decoded(equals == option.npos ? std::string_view() : std::string_view(option).substr(equals + 1));
      if (!value) return not_a_url();
      std::string key = option.substr(0, equals);
      auto known = java_options().find(key);
      if (key == "user") {
        user = *value;
      } else if (key == "password") {
        password = *value;
      } else if (key == "ssl") {
        options["sslmode"] = *value == "false" ? "disable" : "verify-full";
      } else if (known != java_options().end()) {
        options[known->second] = *value;
      } else {
        return make_error(ErrorCode::unsupported, "an option of the metastore's store is not understood: {}", key);
      }
    }
    return {};
  }

  std::string words() const {
    std::string text = word("host", host) + word("port", port) + word("dbname", database);
    if (!user.empty()) text += word("user", user);
    if (!password.empty()) text += word("password", password);
    auto given = options;
    given.try_emplace("connect_timeout", "10");
    given.try_emplace("application_name", "skep");
    for (const auto& [key, value] : given) text += word(key, value);
    // A server that is cut off must not keep a call for hours.
    return text + word("keepalives_idle", "30") + word("tcp_user_timeout", "30000");
  }
};

Result<StoreUrl> parse_postgresql(std::string_view rest, const StoreAddress& address) {
  PostgresqlParts parts;
  size_t question = rest.find('?');
  auto query = question == rest.npos ? std::string_view() : rest.substr(question + 1);
  rest = rest.substr(0, question);
  size_t slash = rest.find('/');
  if (slash == rest.npos || slash + 1 == rest.size()) return not_a_url();
  if (auto taken = parts.take_authority(rest.substr(0, slash)); !taken) return taken.error();
  auto database = percent_decoded(rest.substr(slash + 1));
  if (!database) return not_a_url();
  parts.database = *database;
  if (auto taken = parts.take_options(query); !taken) return taken.error();
  if (!address.user.empty()) parts.user = address.user;
  if (!address.password.empty()) parts.password = address.password;
  return StoreUrl{StoreKind::postgresql, parts.words(),
                  fmt::format("postgresql://{}:{}/{}", parts.host, parts.port, parts.database)};
}

}  // namespace

Result<StoreUrl> parse_store_url(const StoreAddress& address) {
  std::string_view url = address.url;
  if (url.find('\0') != url.npos) return make_error(ErrorCode::invalid_argument, "a store's URL must not hold NUL");
  if (url.starts_with(kJdbc)) url.remove_prefix(kJdbc.size());
  if (url.starts_with(kSqlite)) {
    std::string path(url.substr(kSqlite.size()));
    return StoreUrl{StoreKind::sqlite, path, "sqlite:" + path};
  }
  for (auto scheme : {kPostgresql, kPostgres}) {
    if (url.starts_with(scheme)) return parse_postgresql(url.substr(scheme.size()), address);
  }
  return make_error(ErrorCode::unsupported,
                    "the metastore's store must be given as sqlite:/path or postgresql://host:port/database: {}",
                    url.substr(0, url.find(':')));
}

std::unique_ptr<Dialect> make_dialect(StoreKind kind) {
  return kind == StoreKind::sqlite ? make_sqlite_dialect() : make_postgresql_dialect();
}

}  // namespace skep::metastore::sql
