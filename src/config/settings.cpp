#include "config/settings.h"

#include "base/text.h"
#include "config/hive_time.h"
#include "config/spark_settings.h"

#include <algorithm>
#include <filesystem>

namespace skep::config {

namespace {

using Kind = Setting::Kind;

Setting fixed(std::string_view name, std::string_view initial, std::string_view documentation) {
  return {name, initial, documentation, true};
}
Setting fixed_number(std::string_view name, std::string_view initial, std::string_view documentation) {
  return {name, initial, documentation, true, Kind::whole_number};
}
Setting reloaded(std::string_view name, std::string_view initial, std::string_view documentation) {
  return {name, initial, documentation, true, Kind::text, true};
}
Setting reloaded_number(std::string_view name, std::string_view initial, std::string_view documentation) {
  return {name, initial, documentation, true, Kind::whole_number, true};
}

}  // namespace

const std::vector<Setting>& settings() {
  static const std::vector<Setting> all{
      {"spark.sql.ansi.enforceReservedKeywords", "false", "words that ANSI reserves are no names without quotes",
       false},
      {"spark.sql.ansi.enabled", "true", "arithmetic and casts raise errors; else they wrap around or give null",
       false},
      {"spark.sql.storeAssignmentPolicy", "ANSI",
       "what may be stored in a column of another type: ANSI, LEGACY (all that casts), STRICT (what loses nothing)",
       false},
      {"spark.sql.readSideCharPadding", "true", "char columns are filled up with blanks when they are read", false},
      {"spark.sql.mapKeyDedupPolicy", "EXCEPTION",
       "what becomes of a map's key that comes twice: EXCEPTION, or LAST_WIN (its last value)", false},
      {"spark.sql.session.timeZone", "UTC", "the zone in which timestamps are read and shown", false},
      {"spark.sql.sources.partitionOverwriteMode", "STATIC",
       "what INSERT OVERWRITE with dynamic partitions drops: all that the PARTITION clause names, or what it writes",
       false},
      fixed("spark.sql.sources.default", "parquet", "the provider of tables created without one"),
      fixed("spark.sql.warehouse.dir", "", "where managed tables lie"),
      fixed("spark.sql.catalogImplementation", "hive", "the catalogue is a Hive metastore"),
      fixed("fs.defaultFS", "file:///", "where paths without a scheme lie; another than file: is not there yet"),
      fixed("hive.metastore.uris", "",
            "remote metastores, thrift://host:port by commas; used where there is no store of one's own"),
      fixed("hive.metastore.client.socket.timeout", "600s", "time that a remote metastore has to answer"),
      fixed("hive.metastore.client.connect.retry.delay", "1s", "time between attempts to reach one"),
      fixed_number("hive.metastore.connect.retries", "3", "how often all addresses are tried"),
      {"javax.jdo.option.ConnectionURL", "",
       "the metastore's store, sqlite:/path or jdbc:postgresql://host:port/database; else metastore.db in the "
       "warehouse",
       true, Kind::text, false, "SKEP_METASTORE_URL"},
      {"javax.jdo.option.ConnectionUserName", "", "who opens the store; wins over the URL", true, Kind::text, false,
       "SKEP_METASTORE_USER"},
      {"javax.jdo.option.ConnectionPassword", "", "their password; wins over the URL", true, Kind::text, false,
       "SKEP_METASTORE_PASSWORD"},
      {"skep.metastore.port", "", "the port of Hive's metastore interface; empty: it is not served (--metastore-port)",
       true, Kind::text, false, "SKEP_METASTORE_PORT"},
      reloaded_number("skep.statements.running.max", "8", "statements at work at once"),
      reloaded_number("skep.statements.queued.max", "256", "statements that wait for that"),
      reloaded_number("skep.statements.heavy.max", "6",
                      "heavy statements at work at once; the other places are left to small ones"),
      reloaded_number("skep.statements.heavy.bytes", "268435456", "a query that reads files of so many bytes is heavy"),
      reloaded_number("skep.statements.timeout", "600",
                      "seconds after which a statement is cancelled that names no other time"),
      fixed_number("skep.statements.answers.bytes", "16777216",
                   "bytes of small answers that are kept for who asks the same of the same files; 0: none"),
      fixed_number("skep.engine.threads", "0", "threads of the embedded engine; 0: a thread a core"),
      fixed_number("skep.engine.memory.limit", "0",
                   "bytes the embedded engine may hold before it spills; 0: a part of the machine's"),
      fixed_number("skep.warehouse.retention", "86400",
                   "seconds for which replaced files stay for readers that listed them"),
      fixed_number("skep.warehouse.lease", "60",
                   "seconds, at least 1, after which a dead server's unfinished writes are undone by another"),
      fixed(
          "skep.files.roots", "/tmp",
          "the folders, by commas, in which statements may name files: in FROM, LOAD DATA, INSERT OVERWRITE DIRECTORY"),
      {"skep.warehouse.directory", "./.skep", "the folder of the warehouse, made when it is missing (--warehouse)",
       true, Kind::text, false, "SKEP_WAREHOUSE"},
      {"skep.http.listen", "127.0.0.1:8080", "address and port; port 0 takes a free one (--listen)", true, Kind::text,
       false, "SKEP_LISTEN"},
      {"skep.trusted.network", "",
       "private networks as ADDRESS/BITS, by commas: only their clients are served, and then any address can be "
       "listened "
       "on, without authentication (--trusted-network)",
       true, Kind::text, false, "SKEP_TRUSTED_NETWORK"},
      fixed_number("skep.http.connections.max", "10000", "clients at once; others wait to be accepted"),
      fixed_number("skep.http.statements.max", "512", "requests for statements at work or waiting; beyond it 429"),
      fixed_number("skep.http.body.max", "16777216", "bytes of a request's body, unpacked"),
      reloaded_number("skep.http.body.ratio.max", "100", "how many times its size a packed body may unpack to"),
      fixed_number("skep.http.header.max", "65536", "bytes of a request's header"),
      fixed_number("skep.http.header.timeout", "10", "seconds for a request's header, from its first byte on"),
      fixed_number("skep.http.writer.timeout", "30", "seconds for which a request's body may pause"),
      fixed_number("skep.http.reader.timeout", "60",
                   "seconds for which a client may take no bytes; then it loses its statement"),
      fixed_number("skep.http.idle", "75", "seconds after which a connection without a request is closed"),
      reloaded("skep.http.hosts", "", "names of this machine besides the loopback ones, by commas; * for any"),
      reloaded("skep.http.origins", "", "origins whose web pages may read answers (CORS), by commas; * for all"),
      fixed_number("skep.results.keep", "900", "seconds for which the rows of further pages are kept"),
      fixed_number("skep.results.max.bytes", "1073741824", "bytes that the further pages of one statement may take"),
      fixed_number("skep.results.budget.bytes", "4294967296", "bytes that those of all statements may take"),
      fixed("skep.cache.directory", "",
            "where the rows of CACHE TABLE are kept; else cached-tables in the warehouse's folder"),
      fixed_number("skep.cache.budget.bytes", "32212254720",
                   "bytes that cached tables and the results of jobs may take together; the longest unused go first"),
      {"skep.jobs.enabled", "true", "whether this server takes jobs in and runs them", true, Kind::truth},
      fixed("skep.jobs.store", "",
            "where jobs are kept: sqlite:/path, or postgresql://user:password@host/database for several servers; else "
            "jobs.db in the warehouse's folder"),
      fixed_number("skep.jobs.running.max", "4", "jobs that this server runs at once"),
      fixed_number("skep.jobs.principal.running.max", "4", "jobs of one principal that run at once"),
      fixed_number("skep.jobs.timeout", "86400", "seconds after which a run of a job fails that names no other time"),
      fixed_number("skep.jobs.lease", "6", "seconds after a server's end after which another goes on with its jobs"),
      fixed_number("skep.jobs.interruptions.max", "5",
                   "a job fails when its server has ended more often than that while it ran"),
      fixed_number("skep.jobs.retry.first", "1",
                   "seconds before a job's first retry; before each later one twice as many"),
      fixed_number("skep.jobs.retry.max", "300", "seconds before any retry at most"),
      fixed_number("skep.jobs.keep", "2592000", "seconds for which a job is known after its end"),
      fixed("skep.jobs.results.directory", "",
            "where jobs' results are kept; else job-results in the warehouse's folder"),
      fixed_number("skep.jobs.results.keep", "86400",
                   "seconds for which a job's result is there, where the job names no other time"),
      fixed_number("skep.jobs.results.budget.bytes", "21474836480",
                   "bytes that the results of jobs may take; the oldest go first"),
      fixed("skep.jobs.webhook.networks", "",
            "addresses that jobs' webhooks may reach, such as 10.0.0.0/8,192.0.2.7; none: no job can have one"),
      fixed("skep.jobs.webhook.secret", "", "signs what webhooks are told (HMAC-SHA256)"),
      fixed_number("skep.jobs.webhook.tries", "10", "how often a webhook is tried to be told"),
      fixed_number("skep.sessions.idle", "3600", "seconds after which a session that is not used ends"),
      fixed_number("skep.sessions.max", "10000", "sessions at once"),
      fixed_number("skep.drain.timeout", "20", "seconds that running statements have to end when the server stops"),
      reloaded("skep.log.level", "info", "trace, debug, info, warn, error or off"),
      reloaded("skep.log.format", "text", "text, or json: an object a line"),
      {"skep.log.requests", "true", "a line for each HTTP request", true, Kind::truth, true},
  };
  return all;
}

std::map<std::string, std::string> initial_settings() {
  std::map<std::string, std::string> values;
  for (auto& setting : settings()) values.emplace(setting.name, setting.initial);
  return values;
}

namespace {

/// "thrift://host:port", with commas between several.
bool are_metastore_uris(std::string_view value) {
  constexpr std::string_view kScheme = "thrift://";
  for (const auto& each : split(value, ',')) {
    auto uri = trim(each);
    auto colon = uri.rfind(':');
    auto port = colon == std::string_view::npos ? std::string_view() : uri.substr(colon + 1);
    bool is_port = !port.empty() && port.size() <= 5 && port.find_first_not_of("0123456789") == std::string_view::npos;
    if (!uri.starts_with(kScheme) || colon <= kScheme.size() || !is_port) return false;
  }
  return true;
}

Result<void> check_place(std::string_view key, std::string_view value) {
  if (key == "hive.metastore.uris" && !value.empty() && !are_metastore_uris(value))
    return make_error(ErrorCode::invalid_argument,
                      "the setting {} is thrift://host:port, or several by commas, not '{}'", key, value);
  bool is_time = key == "hive.metastore.client.socket.timeout" || key == "hive.metastore.client.connect.retry.delay";
  if (is_time && !parse_hive_time(value))
    return make_error(ErrorCode::invalid_argument, "the setting {} is a time, such as 600s or 20000ms, not '{}'", key,
                      value);
  if (key == "fs.defaultFS" && !value.starts_with("file:"))
    return make_error(ErrorCode::unsupported,
                      "{}={}: this file system is not there yet; {}=file:/// has paths without a scheme mean this "
                      "machine's",
                      key, value, key);
  return {};
}

/// Names of zones lead to files: only what a zone's name may hold is looked up.
bool is_zone(std::string_view name) {
  bool plain = !name.empty() && name.find("..") == std::string_view::npos && name[0] != '/' &&
               std::all_of(name.begin(), name.end(), [](unsigned char c) {
                 return std::isalnum(c) || c == '/' || c == '_' || c == '+' || c == '-' || c == ':';
               });
  if (!plain) return false;
  if (name == "Z" || name[0] == '+' || name[0] == '-' || name.starts_with("GMT") || name.starts_with("UTC"))
    return true;
  std::error_code ignored;
  return std::filesystem::is_regular_file(std::filesystem::path("/usr/share/zoneinfo") / name, ignored);
}

bool is_number(std::string_view value) {
  return !value.empty() && value.size() <= 18 && value.find_first_not_of("0123456789") == std::string_view::npos;
}

Result<void> check_kind(const Setting& setting, std::string_view value) {
  if (setting.kind == Kind::whole_number && !is_number(value))
    return make_error(ErrorCode::invalid_argument, "the setting {} takes a whole number, not '{}'", setting.name,
                      value);
  if (setting.kind == Kind::truth && value != "true" && value != "false")
    return make_error(ErrorCode::invalid_argument, "the setting {} is true or false, not '{}'", setting.name, value);
  return {};
}

std::string nearest(std::string_view key) {
  std::vector<std::string> names;
  for (const auto& setting : settings()) names.emplace_back(setting.name);
  return nearest_names(key, std::move(names), 1).front();
}

Result<void> check_choice(std::string_view key, std::string_view value, const std::vector<std::string>& choices) {
  if (std::find(choices.begin(), choices.end(), value) != choices.end()) return {};
  return make_error(ErrorCode::invalid_argument, "the setting {} is one of {}, not '{}'", key, join(choices, ", "),
                    value);
}

}  // namespace

const Setting* find_setting(std::string_view key) {
  auto found =
      std::find_if(settings().begin(), settings().end(), [&](const Setting& setting) { return setting.name == key; });
  return found == settings().end() ? nullptr : &*found;
}

Result<void> check_setting(std::string_view key, std::string_view value) {
  auto* known = find_setting(key);
  if ((known && known->is_static) || is_static_in_spark(key)) {
    return Error::of_class(ErrorCode::invalid_argument, "CANNOT_MODIFY_CONFIG",
                           fmt::format("the setting {} is fixed when the server starts", key));
  }
  return check_initial_setting(key, value);
}

Result<void> check_initial_setting(std::string_view key, std::string_view value) {
  auto* known = find_setting(key);
  if (!known && key.starts_with("skep."))
    return make_error(ErrorCode::invalid_argument, "there is no setting {}, did you mean {}?", key, nearest(key));
  if (auto fits = known ? check_kind(*known, value) : Result<void>(); !fits) return fits;
  if (auto fits = check_place(key, value); !fits) return fits;
  if (auto fits = check_spark_value(key, value); !fits) return fits;
  if (key == "skep.log.level") return check_choice(key, value, {"trace", "debug", "info", "warn", "error", "off"});
  if (key == "skep.log.format") return check_choice(key, value, {"text", "json"});
  bool has_one_value = key == "spark.sql.sources.default" || key == "spark.sql.catalogImplementation";
  if (has_one_value && !equals_ignoring_case(value, known->initial)) {
    return make_error(ErrorCode::unsupported, "another value than {} is not there yet: {}={}", known->initial, key,
                      value);
  }
  if (key == "spark.sql.ansi.enabled") return check_choice(key, to_lower(value), {"true", "false"});
  if (key == "spark.sql.readSideCharPadding") return check_choice(key, to_lower(value), {"true", "false"});
  if (key == "spark.sql.mapKeyDedupPolicy") return check_choice(key, to_lower(value), {"exception", "last_win"});
  if (key == "spark.sql.storeAssignmentPolicy") return check_choice(key, to_lower(value), {"ansi", "legacy", "strict"});
  if (key == "spark.sql.session.timeZone" && !is_zone(value)) {
    return Error::of_class(ErrorCode::invalid_argument, "INVALID_CONF_VALUE.TIME_ZONE",
                           fmt::format("there is no time zone of this name: {}={}", key, value));
  }
  if (key == "spark.sql.sources.partitionOverwriteMode" && !equals_ignoring_case(value, "static") &&
      !equals_ignoring_case(value, "dynamic")) {
    return make_error(ErrorCode::invalid_argument, "{} is STATIC or DYNAMIC, not {}", key, value);
  }
  return {};
}

std::string shown_value(std::string_view key, const std::string& value) {
  constexpr std::string_view kHidden = "********";
  if (value.empty()) return value;
  auto name = to_lower(key);
  for (auto word : {"password", "secret", "token", "access.key", "accesskey", "access-key", "account.key"})
    if (name.find(word) != std::string::npos) return std::string(kHidden);
  // postgresql://user:password@host
  auto user = value.find("://");
  auto at = user == std::string::npos ? user : value.find('@', user);
  auto colon = at == std::string::npos ? at : value.find(':', user + 3);
  if (colon < at) return value.substr(0, colon + 1) + std::string(kHidden) + value.substr(at);
  auto begin = to_lower(value).find("password=");
  if (begin == std::string::npos) return value;
  begin += std::string_view("password=").size();
  auto end = std::min(value.find_first_of("&;", begin), value.size());
  return value.substr(0, begin) + std::string(kHidden) + value.substr(end);
}

}  // namespace skep::config
