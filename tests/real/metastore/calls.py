"""Every call that docs/metastore.md lists, by the client that is made of Hive 4's own interface: `calls.py PORT WAREHOUSE`. Each
gives back what was written before. Ends with 0 when they did, and no name of the list was left out."""

import re
import sys
import time
from pathlib import Path

from client import connect, partition, storage, table
from hive_metastore import ttypes as api

port, folder = sys.argv[1:]
DB, USER, ROLE = "calls", api.PrincipalType.USER, api.PrincipalType.ROLE
# Hive 4.0's Java client sends these (HiveClient.java); this interface does not have them.
BY_JAVA = {"create_database_req", "alter_database_req", "get_partitions_by_filter_req", "fetch_partition_names_req",
           "append_partition_req", "drop_partition_req", "drop_table_req"}
LISTED = set(re.findall(r"`(\w+)`", (Path(__file__).resolve().parents[3] / "docs/metastore.md").read_text()
                        .split("<!-- calls")[1].split("<!-- end of calls")[0])) - {"tools/metastore_calls"}


class Noting:
    """Passes calls on and keeps their names."""

    def __init__(self, to):
        self.to, self.names = to, set()

    def __getattr__(self, name):
        self.names.add(name)
        return getattr(self.to, name)


hms = Noting(connect(port))


def same(found, wanted):
    if found != wanted:
        raise AssertionError(f"{found!r} instead of {wanted!r}")


def fails(ask, *kinds):
    try:
        ask()
    except kinds:
        return
    raise AssertionError("it did not fail")


def values(partitions):
    return sorted(each.values[0] for each in partitions)


def the_server():
    same(hms.set_ugi("ada", ["readers"])[0], "ada")
    assert hms.getName() and hms.getVersion() and hms.getStatus() == 2
    assert abs(time.time() - hms.aliveSince()) < 600
    same(hms.get_config_value("no.such.name", "otherwise"), "otherwise")
    hms.setMetaConf("metastore.client.socket.timeout", "77s")
    same(hms.getMetaConf("metastore.client.socket.timeout"), "77s")
    same(hms.partition_name_has_valid_characters(["a"], False), True)
    same(hms.get_catalogs().names, ["hive"])
    same(hms.get_catalog(api.GetCatalogRequest("hive")).catalog.name, "hive")


def databases():
    hms.create_database(api.Database(DB, "described", f"{folder}/{DB}.db", {"k": "v"}))
    same(hms.get_database_req(api.GetDatabaseRequest(DB)).parameters, {"k": "v"})
    changed = hms.get_database(DB)
    changed.parameters["k"] = "w"
    hms.alter_database(DB, changed)
    same(hms.get_database(DB).parameters["k"], "w")
    same(hms.get_databases("cal*"), [DB])
    same(sorted(hms.get_all_databases()), [DB, "default"])
    for number, drop in enumerate((lambda name: hms.drop_database(name, True, False),
                                   lambda name: hms.drop_database_req(api.DropDatabaseRequest(name, None, False, True, False)))):
        hms.create_database(api.Database(f"d{number}", None, f"{folder}/d{number}.db", {}))
        drop(f"d{number}")
        fails(lambda name=f"d{number}": hms.get_database(name), api.NoSuchObjectException)


def tables():
    nothing = api.EnvironmentContext({})
    hms.create_table(table(folder, DB, "t", True))
    hms.create_table_with_environment_context(table(folder, DB, "t2"), nothing)
    hms.create_table_req(api.CreateTableRequest(table(folder, DB, "t3")))
    hms.create_table_with_constraints(table(folder, DB, "t4"), [api.SQLPrimaryKey(DB, "t4", "id", 1, "t4_key", True, False, True)],
                                      [], [], [], [], [])
    same(hms.get_all_tables(DB), ["t", "t2", "t3", "t4"])
    same(hms.get_tables(DB, "t2|t3"), ["t2", "t3"])
    same(hms.get_tables_by_type(DB, "t*", "MANAGED_TABLE"), ["t", "t2", "t3", "t4"])
    same([each.tableName for each in hms.get_table_meta(DB, "t2", ["MANAGED_TABLE"])], ["t2"])
    same(hms.get_table_names_by_filter(DB, 'hive_filter_field_params__a = "b"', 2), ["t", "t2"])
    same([each.tableName for each in hms.get_table_objects_by_name(DB, ["t3", "none"])], ["t3"])
    for request in (api.GetTablesRequest(DB, ["t3"]), api.GetTablesRequest(DB, None, tablesPattern="t3*")):
        same([each.tableName for each in hms.get_table_objects_by_name_req(request).tables], ["t3"])
    for number, alter in enumerate((
        lambda changed: hms.alter_table(DB, "t2", changed),
        lambda changed: hms.alter_table_with_environment_context(DB, "t2", changed, nothing),
        lambda changed: hms.alter_table_with_cascade(DB, "t2", changed, False),
        lambda changed: hms.alter_table_req(api.AlterTableRequest(None, DB, "t2", changed)),
    )):
        changed = hms.get_table(DB, "t2")
        changed.parameters["n"] = str(number)
        alter(changed)
        same(hms.get_table_req(api.GetTableRequest(DB, "t2")).table.parameters["n"], str(number))
    whole, own = ["id", "v", "dt", "h"], ["id", "v"]
    same([each.name for each in hms.get_fields(DB, "t")], own)
    same([each.name for each in hms.get_fields_with_environment_context(DB, "t", nothing)], own)
    same([each.name for each in hms.get_fields_req(api.GetFieldsRequest(None, DB, "t")).fields], own)
    same([each.name for each in hms.get_schema(DB, "t")], whole)
    same([each.name for each in hms.get_schema_with_environment_context(DB, "t", nothing)], whole)
    same([each.name for each in hms.get_schema_req(api.GetSchemaRequest(None, DB, "t")).fields], whole)
    hms.drop_table(DB, "t2", True)
    hms.drop_table_with_environment_context(DB, "t3", True, nothing)
    same(hms.get_all_tables(DB), ["t", "t4"])


def partitions():
    nothing = api.EnvironmentContext({})

    def new(day):
        return partition(folder, DB, "t", day, 1)

    hms.add_partition(new("a"))
    hms.add_partition_with_environment_context(new("b"), nothing)
    same(hms.add_partitions([new("c"), new("d")]), 2)
    same(values(hms.add_partitions_req(api.AddPartitionsRequest(DB, "t", [new("e")], False, True)).partitions), ["e"])
    hms.append_partition(DB, "t", ["f", "1"])
    hms.append_partition_with_environment_context(DB, "t", ["g", "1"], nothing)
    hms.append_partition_by_name(DB, "t", "dt=h/h=1")
    hms.append_partition_by_name_with_environment_context(DB, "t", "dt=i/h=1", nothing)
    names = [f"dt={day}/h=1" for day in "abcdefghi"]
    same(hms.get_partition_names(DB, "t", -1), names)
    same(hms.get_partition_names_ps(DB, "t", ["b"], -1), ["dt=b/h=1"])
    same(hms.get_partition_names_ps_req(api.GetPartitionNamesPsRequest(None, DB, "t", ["b"])).names, ["dt=b/h=1"])
    for one in (hms.get_partition(DB, "t", ["c", "1"]), hms.get_partition_by_name(DB, "t", "dt=c/h=1"),
                hms.get_partition_with_auth(DB, "t", ["c", "1"], "ada", []),
                hms.get_partition_req(api.GetPartitionRequest(None, DB, "t", ["c", "1"])).partition):
        same((one.values, one.parameters["n"]), (["c", "1"], "1"))
    for all_of_them in (hms.get_partitions(DB, "t", -1), hms.get_partitions_with_auth(DB, "t", -1, "ada", []),
                        hms.get_partitions_req(api.PartitionsRequest(None, DB, "t", -1)).partitions):
        same(values(all_of_them), list("abcdefghi"))
    for some in (hms.get_partitions_ps(DB, "t", ["d"], -1), hms.get_partitions_ps_with_auth(DB, "t", ["d"], -1, "ada", []),
                 hms.get_partitions_ps_with_auth_req(api.GetPartitionsPsWithAuthRequest(None, DB, "t", ["d"])).partitions,
                 hms.get_partitions_by_names(DB, "t", ["dt=d/h=1"]),
                 hms.get_partitions_by_names_req(api.GetPartitionsByNamesRequest(DB, "t", ["dt=d/h=1"])).partitions,
                 hms.get_partitions_by_filter(DB, "t", 'dt = "d"', -1)):
        same(values(some), ["d"])
    same(hms.get_num_partitions_by_filter(DB, "t", 'dt > "g"'), 2)
    same(hms.partition_name_to_vals("dt=a%2Fb/h=1"), ["a/b", "1"])
    same(hms.partition_name_to_spec("dt=a%2Fb/h=1"), {"dt": "a/b", "h": "1"})
    for number, alter in enumerate((
        lambda changed: hms.alter_partition(DB, "t", changed),
        lambda changed: hms.alter_partition_with_environment_context(DB, "t", changed, nothing),
        lambda changed: hms.alter_partitions(DB, "t", [changed]),
        lambda changed: hms.alter_partitions_with_environment_context(DB, "t", [changed], nothing),
        lambda changed: hms.alter_partitions_req(api.AlterPartitionsRequest(None, DB, "t", [changed])),
    )):
        changed = hms.get_partition(DB, "t", ["a", "1"])
        changed.parameters["n"] = f"n{number}"
        alter(changed)
        same(hms.get_partition(DB, "t", ["a", "1"]).parameters["n"], f"n{number}")
    for old, day, rename in (("a", "y", lambda one: hms.rename_partition(DB, "t", ["a", "1"], one)),
                             ("b", "z", lambda one: hms.rename_partition_req(api.RenamePartitionRequest(None, DB, "t", ["b", "1"], one)))):
        moved = hms.get_partition(DB, "t", [old, "1"])
        moved.values = [day, "1"]
        rename(moved)
        same(hms.get_partition(DB, "t", [day, "1"]).values, [day, "1"])
    same(hms.drop_partition(DB, "t", ["c", "1"], True), True)
    same(hms.drop_partition_with_environment_context(DB, "t", ["d", "1"], True, nothing), True)
    same(hms.drop_partition_by_name(DB, "t", "dt=e/h=1", True), True)
    same(hms.drop_partition_by_name_with_environment_context(DB, "t", "dt=f/h=1", True, nothing), True)
    hms.drop_partitions_req(api.DropPartitionsRequest(DB, "t", api.RequestPartsSpec(names=["dt=g/h=1"]), True, True))
    same(hms.get_partition_names(DB, "t", -1), ["dt=h/h=1", "dt=i/h=1", "dt=y/h=1", "dt=z/h=1"])


def functions():
    function = api.Function("f", DB, "a.B", "root", USER, 0, api.FunctionType.JAVA,
                            [api.ResourceUri(api.ResourceType.JAR, "file:/x.jar")])
    hms.create_function(function)
    function.className = "a.C"
    hms.alter_function(DB, "f", function)
    same(hms.get_function(DB, "f").className, "a.C")
    same(hms.get_functions(DB, "*"), ["f"])
    same([each.functionName for each in hms.get_all_functions().functions], ["f"])
    hms.drop_function(DB, "f")
    same(hms.get_functions(DB, "*"), [])


def statistics():
    def of(name, high):
        data = api.ColumnStatisticsData(longStats=api.LongColumnStatsData(-5, high, 1, 7))
        where = api.ColumnStatisticsDesc(name is None, DB, "t", name, 1_700_000_000)
        return api.ColumnStatistics(where, [api.ColumnStatisticsObj("id", "bigint", data)], engine="hive")

    def high(objects):
        return [each.statsData.longStats.highValue for each in objects]

    name = "dt=y/h=1"
    hms.update_table_column_statistics(of(None, 10))
    same(high(hms.get_table_column_statistics(DB, "t", "id").statsObj), [10])
    hms.update_table_column_statistics_req(api.SetPartitionsStatsRequest([of(None, 11)], engine="hive"))
    same(high(hms.get_table_statistics_req(api.TableStatsRequest(DB, "t", ["id"], engine="hive")).tableStats), [11])
    hms.update_partition_column_statistics(of(name, 12))
    same(high(hms.get_partition_column_statistics(DB, "t", name, "id").statsObj), [12])
    wanted = api.PartitionsStatsRequest(DB, "t", ["id"], [name], engine="hive")
    for number, update in enumerate((hms.update_partition_column_statistics_req, hms.set_aggr_stats_for)):
        update(api.SetPartitionsStatsRequest([of(name, 13 + number)], engine="hive"))
        same(high(hms.get_partitions_statistics_req(wanted).partStats[name]), [13 + number])
    hms.delete_partition_column_statistics(DB, "t", name, "id", "hive")
    same(hms.get_partitions_statistics_req(wanted).partStats, {})
    hms.delete_table_column_statistics(DB, "t", "id", "hive")
    same(hms.get_table_statistics_req(api.TableStatsRequest(DB, "t", ["id"], engine="hive")).tableStats, [])


def constraints():
    hms.create_table(table(folder, DB, "child"))
    flags = {"enable_cstr": True, "validate_cstr": False, "rely_cstr": False}
    same(hms.get_primary_keys(api.PrimaryKeysRequest(DB, "t4")).primaryKeys[0].pk_name, "t4_key")
    hms.add_primary_key(api.AddPrimaryKeyRequest([api.SQLPrimaryKey(DB, "child", "id", 1, "child_key", True, False, True)]))
    same(hms.get_primary_keys(api.PrimaryKeysRequest(DB, "child")).primaryKeys[0].column_name, "id")
    hms.add_foreign_key(api.AddForeignKeyRequest(
        [api.SQLForeignKey(DB, "t4", "id", DB, "child", "id", 1, 0, 1, "to_t4", "t4_key", True, False, False)]))
    same(hms.get_foreign_keys(api.ForeignKeysRequest(DB, "t4", DB, "child")).foreignKeys[0].fk_name, "to_t4")
    hms.add_unique_constraint(api.AddUniqueConstraintRequest(
        [api.SQLUniqueConstraint("hive", DB, "child", "v", 1, "v_once", **flags)]))
    same(hms.get_unique_constraints(api.UniqueConstraintsRequest("hive", DB, "child")).uniqueConstraints[0].uk_name, "v_once")
    hms.add_not_null_constraint(api.AddNotNullConstraintRequest([api.SQLNotNullConstraint("hive", DB, "child", "v", "v_there", **flags)]))
    same(hms.get_not_null_constraints(api.NotNullConstraintsRequest("hive", DB, "child")).notNullConstraints[0].nn_name, "v_there")
    of_all = hms.get_all_table_constraints(api.AllTableConstraintsRequest(DB, "child", "hive")).allTableConstraints
    same((len(of_all.primaryKeys), len(of_all.foreignKeys), len(of_all.uniqueConstraints), len(of_all.notNullConstraints)), (1, 1, 1, 1))
    # A store of Hive 2.3 has no place for these two; HiveClient.java keeps them in one of 3.1.
    default = api.SQLDefaultConstraint("hive", DB, "child", "v", "'x'", "v_default", **flags)
    check = api.SQLCheckConstraint("hive", DB, "child", "id", "id > 0", "id_check", **flags)
    fails(lambda: hms.add_default_constraint(api.AddDefaultConstraintRequest([default])), api.MetaException)
    fails(lambda: hms.add_check_constraint(api.AddCheckConstraintRequest([check])), api.MetaException)
    same(hms.get_default_constraints(api.DefaultConstraintsRequest("hive", DB, "child")).defaultConstraints, [])
    same(hms.get_check_constraints(api.CheckConstraintsRequest("hive", DB, "child")).checkConstraints, [])
    hms.drop_constraint(api.DropConstraintRequest(DB, "child", "to_t4"))
    same(hms.get_foreign_keys(api.ForeignKeysRequest(DB, "t4", DB, "child")).foreignKeys, [])


def roles_and_privileges():
    same(hms.create_role(api.Role("readers", 0, "root")), True)
    same(sorted(hms.get_role_names()), ["admin", "public", "readers"])
    same(hms.grant_role("readers", "ada", USER, "root", USER, True), True)
    same(sorted(each.roleName for each in hms.list_roles("ada", USER)), ["public", "readers"])
    members = hms.get_principals_in_role(api.GetPrincipalsInRoleRequest("readers")).principalGrants
    same([each.principalName for each in members], ["ada"])
    same(len(hms.get_role_grants_for_principal(api.GetRoleGrantsForPrincipalRequest("ada", USER)).principalGrants), 2)
    same(hms.revoke_role("readers", "ada", USER), True)
    for kind, left in ((api.GrantRevokeType.GRANT, 2), (api.GrantRevokeType.REVOKE, 1)):
        same(hms.grant_revoke_role(api.GrantRevokeRoleRequest(kind, "readers", "ada", USER, "root", USER, False)).success, True)
        same(len(hms.list_roles("ada", USER)), left)
    of_table = api.HiveObjectRef(api.HiveObjectType.TABLE, DB, "t", None, None)

    def bag(what):
        info = api.PrivilegeGrantInfo(what, 0, "root", USER, False)
        return api.PrivilegeBag([api.HiveObjectPrivilege(of_table, "ada", USER, info, "SQL")])

    def held():
        return sorted(each.grantInfo.privilege for each in hms.list_privileges("ada", USER, of_table))

    same(hms.grant_privileges(bag("SELECT")), True)
    same(hms.grant_revoke_privileges(api.GrantRevokePrivilegeRequest(api.GrantRevokeType.GRANT, bag("INSERT"))).success, True)
    same(held(), ["INSERT", "SELECT"])
    same(hms.get_privilege_set(of_table, "ada", []).userPrivileges["ada"][0].privilege in ("INSERT", "SELECT"), True)
    same(hms.revoke_privileges(bag("INSERT")), True)
    same(held(), ["SELECT"])
    same(hms.drop_role("readers"), True)
    same(sorted(hms.get_role_names()), ["admin", "public"])


def notifications():
    before = hms.get_current_notificationEventId().eventId
    data = api.FireEventRequestData(api.InsertEventRequestData(filesAdded=["file:/new"]))
    hms.fire_listener_event(api.FireEventRequest(True, data, DB, "t", ["y", "1"]))
    same(hms.get_current_notificationEventId().eventId, before + 1)
    event = hms.get_next_notification(api.NotificationEventRequest(before, 10)).events[0]
    same((event.eventType, event.dbName, event.tableName, "file:/new" in event.message), ("INSERT", DB, "t", True))
    same(hms.get_notification_events_count(api.NotificationEventsCountRequest(before, DB)).eventsCount, 1)


def locks():
    part = api.LockComponent(api.LockType.EXCLUSIVE, api.LockLevel.TABLE, DB, "t")
    first, second = (hms.lock(api.LockRequest([part], None, "ada", "here")) for _ in range(2))
    same((first.state, second.state), (api.LockState.ACQUIRED, api.LockState.WAITING))
    hms.heartbeat(api.HeartbeatRequest(first.lockid))
    same([each.lockid for each in hms.show_locks(api.ShowLocksRequest(DB, "t")).locks], [first.lockid, second.lockid])
    hms.unlock(api.UnlockRequest(first.lockid))
    same(hms.check_lock(api.CheckLockRequest(second.lockid)).state, api.LockState.ACQUIRED)
    hms.unlock(api.UnlockRequest(second.lockid))


for part in (the_server, databases, tables, partitions, functions, statistics, constraints, roles_and_privileges, notifications, locks):
    try:
        part()
    except Exception as failure:
        raise AssertionError(part.__name__) from failure
hms.drop_database(DB, True, True)
same(hms.get_all_databases(), ["default"])
Noting.shutdown = lambda self: (self.names.add("shutdown"), self.to.shutdown())
hms.shutdown()  # ends this connection alone
same(connect(port).get_all_databases(), ["default"])
if left_out := LISTED - hms.names - BY_JAVA:
    sys.exit(f"not called: {sorted(left_out)}")
