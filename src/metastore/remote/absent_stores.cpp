#include "metastore/remote/absent_stores.h"

namespace skep::metastore {
namespace {

Error absent(std::string_view what) {
  return make_error(ErrorCode::unsupported, "of a remote metastore {} are not there yet", what);
}

class AbsentStatistics final : public StatisticsStore {
 public:
  Result<std::vector<ColumnStatistics>> table_statistics(const Table&, const std::vector<std::string>&) override {
    return absent("column statistics");
  }
  Result<void> put_table_statistics(const Table&, const std::vector<ColumnStatistics>&) override {
    return absent("column statistics");
  }
  Result<void> remove_table_statistics(const Table&, std::string_view) override { return absent("column statistics"); }
  Result<std::vector<PartitionStatistics>> partition_statistics(const Table&, const std::vector<std::string>&,
                                                                const std::vector<std::string>&) override {
    return absent("column statistics");
  }
  Result<void> put_partition_statistics(const Table&, const std::vector<PartitionStatistics>&) override {
    return absent("column statistics");
  }
  Result<void> remove_partition_statistics(const Table&, std::string_view, std::string_view) override {
    return absent("column statistics");
  }
};

class AbsentLocks final : public LockStore {
 public:
  Result<Lock> lock(const LockRequest&, int64_t) override { return absent("locks"); }
  Result<Lock> check_lock(int64_t, int64_t) override { return absent("locks"); }
  Result<void> heartbeat(int64_t, int64_t) override { return absent("locks"); }
  Result<void> unlock(int64_t) override { return absent("locks"); }
  Result<std::vector<HeldLock>> list_locks(std::string_view, std::string_view) override { return absent("locks"); }
};

class AbsentConstraints final : public ConstraintStore {
 public:
  Result<std::vector<Constraint>> list_constraints(const TableName&) override { return absent("constraints"); }
  Result<std::vector<Constraint>> list_references(const TableName&) override { return absent("constraints"); }
  Result<void> add_constraints(const std::vector<Constraint>&) override { return absent("constraints"); }
  Result<void> drop_constraint(const TableName&, std::string_view) override { return absent("constraints"); }
};

class AbsentPrivileges final : public PrivilegeStore {
 public:
  Result<std::vector<Role>> list_roles() override { return absent("roles"); }
  Result<void> create_role(const Role&) override { return absent("roles"); }
  Result<void> drop_role(std::string_view) override { return absent("roles"); }
  Result<void> grant_role(const RoleGrant&) override { return absent("roles"); }
  Result<void> revoke_role(std::string_view, const Grantee&, bool) override { return absent("roles"); }
  Result<std::vector<RoleGrant>> list_role_grants(std::string_view, const std::optional<Grantee>&) override {
    return absent("roles");
  }
  Result<void> grant(const std::vector<Privilege>&) override { return absent("privileges"); }
  Result<void> revoke(const std::vector<Privilege>&, bool) override { return absent("privileges"); }
  Result<std::vector<Privilege>> list_privileges(const PrivilegeQuery&) override { return absent("privileges"); }
};

class AbsentEvents final : public EventStore {
 public:
  Result<int64_t> last_event_id() override { return absent("events"); }
  Result<std::vector<Event>> list_events(int64_t, int64_t) override { return absent("events"); }
  Result<int64_t> count_events(int64_t, std::string_view) override { return absent("events"); }
  Result<int64_t> add_event(const Event&) override { return absent("events"); }
};

}  // namespace

std::unique_ptr<StatisticsStore> make_absent_statistics() { return std::make_unique<AbsentStatistics>(); }
std::unique_ptr<LockStore> make_absent_locks() { return std::make_unique<AbsentLocks>(); }
std::unique_ptr<ConstraintStore> make_absent_constraints() { return std::make_unique<AbsentConstraints>(); }
std::unique_ptr<PrivilegeStore> make_absent_privileges() { return std::make_unique<AbsentPrivileges>(); }
std::unique_ptr<EventStore> make_absent_events() { return std::make_unique<AbsentEvents>(); }

}  // namespace skep::metastore
