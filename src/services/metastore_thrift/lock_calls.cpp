#include "services/metastore_thrift/calls.h"

#include <chrono>

/// Locks, as Iceberg's commits and Hive's sessions take them.
namespace skep::hive {
namespace {

using metastore::HeldLock;
using metastore::LockKind;
using metastore::LockPart;

int64_t now_millis() {
  auto since = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

LockKind kind_of(api::LockType::type type) {
  switch (type) {
    case api::LockType::SHARED_READ: return LockKind::shared_read;
    case api::LockType::SHARED_WRITE: return LockKind::shared_write;
    case api::LockType::EXCLUSIVE: return LockKind::exclusive;
  }
  return LockKind::exclusive;
}

api::LockType::type type_of(LockKind kind) {
  switch (kind) {
    case LockKind::shared_read: return api::LockType::SHARED_READ;
    case LockKind::shared_write: return api::LockType::SHARED_WRITE;
    case LockKind::exclusive: return api::LockType::EXCLUSIVE;
  }
  return api::LockType::EXCLUSIVE;
}

api::LockState::type to_hive(metastore::LockState state) {
  return state == metastore::LockState::acquired ? api::LockState::ACQUIRED : api::LockState::WAITING;
}

api::LockResponse to_hive(const metastore::Lock& lock) {
  api::LockResponse response;
  response.__set_lockid(lock.id);
  response.__set_state(to_hive(lock.state));
  return response;
}

std::string object_of(const LockPart& part) {
  return part.table.empty() ? part.database : part.database + "." + part.table;
}

/// Asks for all that a lock stands on. One that is not there is for the store to miss.
Result<void> may_touch(const Caller& caller, int64_t id) {
  auto held = caller.store().locks().list_locks("", "");
  if (!held) return held.error();
  for (const HeldLock& each : *held) {
    if (each.id != id) continue;
    if (auto allowed = caller.may(access::Action::write, object_of(each.what)); !allowed) return allowed;
  }
  return {};
}

}  // namespace

Result<void> lock(Caller& caller, const lock_args& arguments, lock_result& result) {
  const auto& given = arguments.rqst;
  if (given.__isset.txnid && given.txnid != 0) {
    return make_error(ErrorCode::unsupported, "locks of Hive's transactions are not there yet");
  }
  metastore::LockRequest request;
  request.user = given.user;
  request.host = given.hostname;
  request.agent = given.agentInfo;
  for (const auto& component : given.component) {
    auto database = database_of(component.dbname);
    if (!database) return database.error();
    LockPart part{kind_of(component.type), *database, component.tablename, component.partitionname};
    if (auto allowed = caller.may(access::Action::write, object_of(part)); !allowed) return allowed;
    request.parts.push_back(std::move(part));
  }
  auto taken = caller.store().locks().lock(request, now_millis());
  if (!taken) return taken.error();
  result.__set_success(to_hive(*taken));
  return {};
}

Result<void> check_lock(Caller& caller, const check_lock_args& arguments, check_lock_result& result) {
  if (auto allowed = may_touch(caller, arguments.rqst.lockid); !allowed) return allowed;
  auto taken = caller.store().locks().check_lock(arguments.rqst.lockid, now_millis());
  if (!taken) return taken.error();
  result.__set_success(to_hive(*taken));
  return {};
}

Result<void> unlock(Caller& caller, const unlock_args& arguments, unlock_result&) {
  if (auto allowed = may_touch(caller, arguments.rqst.lockid); !allowed) return allowed;
  return caller.store().locks().unlock(arguments.rqst.lockid);
}

Result<void> heartbeat(Caller& caller, const heartbeat_args& arguments, heartbeat_result&) {
  if (!arguments.ids.__isset.lockid) {
    return make_error(ErrorCode::unsupported, "Hive's transactions are not there yet");
  }
  if (auto allowed = may_touch(caller, arguments.ids.lockid); !allowed) return allowed;
  return caller.store().locks().heartbeat(arguments.ids.lockid, now_millis());
}

Result<void> show_locks(Caller& caller, const show_locks_args& arguments, show_locks_result& result) {
  auto database = database_of(arguments.rqst.dbname);
  if (!database) return database.error();
  auto held = caller.store().locks().list_locks(*database, arguments.rqst.tablename);
  if (!held) return held.error();
  std::vector<api::ShowLocksResponseElement> found;
  for (const HeldLock& each : *held) {
    if (!caller.may(access::Action::describe, object_of(each.what))) continue;
    api::ShowLocksResponseElement element;
    element.__set_lockid(each.id);
    element.__set_lockIdInternal(each.part);
    element.__set_dbname(each.what.database);
    if (!each.what.table.empty()) element.__set_tablename(each.what.table);
    if (!each.what.partition.empty()) element.__set_partname(each.what.partition);
    element.__set_state(to_hive(each.state));
    element.__set_type(type_of(each.what.kind));
    element.__set_lastheartbeat(each.heartbeat_millis);
    if (each.acquired_millis != 0) element.__set_acquiredat(each.acquired_millis);
    element.__set_user(each.user);
    element.__set_hostname(each.host);
    if (!each.agent.empty()) element.__set_agentInfo(each.agent);
    found.push_back(std::move(element));
  }
  api::ShowLocksResponse response;
  response.__set_locks(found);
  result.__set_success(response);
  return {};
}

}  // namespace skep::hive
