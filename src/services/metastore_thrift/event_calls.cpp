#include "services/metastore_thrift/calls.h"

#include <fmt/format.h>

#include <limits>

/// The log of events.
namespace skep::hive {
namespace {

using access::Action;

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20) {
      out += fmt::format("\\u{:04x}", byte);
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

/// The message that Hive's listeners write of an insert.
std::string insert_message(const metastore::Table& table, const api::FireEventRequest& request) {
  const auto& data = request.data.insertData;
  std::string out = R"({"server":"","servicePrincipal":"","db":)";
  append_quoted(out, table.name.database);
  out += R"(,"table":)";
  append_quoted(out, table.name.table);
  out += fmt::format(R"(,"replace":"{}","partKeyVals":{{)", data.replace);
  for (size_t i = 0; i < request.partitionVals.size(); i++) {
    if (i > 0) out += ',';
    append_quoted(out, table.partition_columns[i].name);
    out += ':';
    append_quoted(out, request.partitionVals[i]);
  }
  out += R"(},"files":[)";
  for (size_t i = 0; i < data.filesAdded.size(); i++) {
    if (i > 0) out += ',';
    append_quoted(out, data.filesAdded[i]);
  }
  return out + "]}";
}

}  // namespace

Result<void> get_current_notificationEventId(Caller& caller, const get_current_notificationEventId_args&,
                                             get_current_notificationEventId_result& result) {
  auto id = caller.store().events().last_event_id();
  if (!id) return id.error();
  api::CurrentNotificationEventId response;
  response.__set_eventId(*id);
  result.__set_success(response);
  return {};
}

Result<void> get_next_notification(Caller& caller, const get_next_notification_args& arguments,
                                   get_next_notification_result& result) {
  constexpr int64_t kAtOnceMax = 100'000;
  const auto& request = arguments.rqst;
  int64_t count_max = request.__isset.maxEvents && request.maxEvents > 0 ? request.maxEvents : kAtOnceMax;
  auto events = caller.store().events().list_events(request.lastEvent, count_max);
  if (!events) return events.error();
  api::NotificationEventResponse response;
  for (const auto& event : *events) {
    std::string object = event.table.empty() ? event.database : event.database + "." + event.table;
    if (!caller.may(Action::describe, object)) continue;
    api::NotificationEvent out;
    out.__set_eventId(event.id);
    out.__set_eventTime(static_cast<int32_t>(event.time_seconds));
    out.__set_eventType(event.type);
    if (!event.database.empty()) out.__set_dbName(event.database);
    if (!event.table.empty()) out.__set_tableName(event.table);
    out.__set_message(event.message);
    if (!event.format.empty()) out.__set_messageFormat(event.format);
    out.__set_catName(kCatalog);
    response.events.push_back(std::move(out));
  }
  result.__set_success(response);
  return {};
}

Result<void> get_notification_events_count(Caller& caller, const get_notification_events_count_args& arguments,
                                           get_notification_events_count_result& result) {
  auto database = database_of(arguments.rqst.dbName);
  if (!database) return database.error();
  if (auto allowed = caller.may(Action::describe, database->empty() ? "*" : *database); !allowed) return allowed;
  auto count = caller.store().events().count_events(arguments.rqst.fromEventId, *database);
  if (!count) return count.error();
  NotificationEventsCountResponse response;
  response.__set_eventsCount(*count);
  result.__set_success(response);
  return {};
}

/// A client says that it has inserted, so that those who follow the log know.
Result<void> fire_listener_event(Caller& caller, const fire_listener_event_args& arguments,
                                 fire_listener_event_result& result) {
  const auto& request = arguments.rqst;
  if (!request.data.__isset.insertData) return make_error(ErrorCode::unsupported, "only inserts can be reported");
  auto table = find_table(caller, Action::write, request.dbName, request.tableName);
  if (!table) return table.error();
  if (request.partitionVals.size() > table->partition_columns.size()) {
    return make_error(ErrorCode::invalid_argument, "an event names more values than {} has partition columns",
                      table->name.to_text());
  }
  metastore::Event event;
  event.type = "INSERT";
  event.database = table->name.database;
  event.table = table->name.table;
  event.message = insert_message(*table, request);
  event.format = "json-0.2";
  auto id = caller.store().events().add_event(event);
  if (!id) return id.error();
  FireEventResponse response;
  response.__set_eventIds({*id});
  result.__set_success(response);
  return {};
}

}  // namespace skep::hive
