"""Hive's own metastore and Skep on one database at once: `shared.py HIVE_PORT SKEP_PORT WAREHOUSE VERSION`. Both must give the
same answers about what either made, also to what is wrong; together they create 1,000 tables. Ends with 0 when they did."""

import os
import sys
import threading

from client import connect, partition, table
from hive_metastore import ttypes as api

hive_port, skep_port, folder, version = sys.argv[1:]
hive, skep = connect(hive_port), connect(skep_port)
wrong = []


# What one release tells and another does not, and nobody stores.
ASIDE = {"catName", "catalogName", "writeId", "id", "accessType", "isStatsCompliant", "engine", "ownerType", "ownerName",
         "rewriteEnabled", "temporary", "type", "createTime" if version == "4.0" else "", "privileges"}


def plain(value):
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if not hasattr(value, "thrift_spec"):
        return value
    return {name: plain(each) for name, each in vars(value).items() if each is not None and name not in ASIDE}


def get_table(server, db, name):
    """Hive 4 has the call by request alone."""
    return server.get_table_req(api.GetTableRequest(db, name)).table if version == "4.0" else server.get_table(db, name)


def get_tables(server, db, names):
    if version == "4.0":
        return server.get_table_objects_by_name_req(api.GetTablesRequest(db, names)).tables
    return server.get_table_objects_by_name(db, names)


def same(what, ask):
    answers = [plain(ask(server)) for server in (hive, skep)]
    if answers[0] != answers[1]:
        texts = [str(answer) for answer in answers]
        place = max(0, len(os.path.commonprefix(texts)) - 100)
        wrong.append(f"{what}, from {place} on:\n  hive {texts[0][place:place + 1500]}\n  skep {texts[1][place:place + 1500]}")


def failure_of(ask, server):
    try:
        ask(server)
        return "none"
    except Exception as failure:
        return type(failure).__name__


def same_failure(what, ask):
    same(f"failure: {what}", lambda server: failure_of(ask, server))


# Skep takes either kind of wildcards, Hive that of its release.
LIKE = 'dt like "d%"' if version == "4.0" else 'dt like "d.*"'
for maker, database in ((hive, "by_hive"), (skep, "by_skep")):
    maker.create_database(api.Database(database, "described", f"{folder}/{database}.db", {"k": "v"}))
    maker.create_table(table(folder, database, "t", True))
    maker.add_partitions([partition(folder, database, "t", f"d{i}", i) for i in range(5)])
for db in ("by_hive", "by_skep"):
    same("database", lambda server: server.get_database(db))
    same("table", lambda server: get_table(server, db, "t"))
    same("partitions", lambda server: sorted(server.get_partitions(db, "t", -1), key=repr))
    same("a partition", lambda server: server.get_partition(db, "t", ["d1", "1"]))
    same("names", lambda server: server.get_partition_names(db, "t", -1))
    same("some names", lambda server: server.get_partition_names(db, "t", 2))
    same("names by values", lambda server: server.get_partition_names_ps(db, "t", ["", "3"], -1))
    same("partitions by values", lambda server: server.get_partitions_ps(db, "t", ["d2"], -1))
    same("by name", lambda server: server.get_partition_by_name(db, "t", "dt=d1/h=1"))
    same("by names", lambda server: server.get_partitions_by_names(db, "t", ["dt=d1/h=1", "dt=none/h=1"]))
    for text in ('dt >= "d2" and h < 4', "h = 3 or (h > 0 and h <= 1)", LIKE, 'dt != "d1"', "h >= 2", "2 < h"):
        same(text, lambda server: sorted(p.values for p in server.get_partitions_by_filter(db, "t", text, -1)))
    same("count", lambda server: server.get_num_partitions_by_filter(db, "t", "h > 1"))
    same("schema", lambda server: server.get_schema(db, "t"))
    same("fields", lambda server: server.get_fields(db, "t"))
    same("tables", lambda server: server.get_tables(db, "*"))
    same("several tables", lambda server: get_tables(server, db, ["t", "none"]))
    same("table meta", lambda server: server.get_table_meta(db, "*", ["MANAGED_TABLE"]))
same("databases", lambda server: server.get_databases("by_*"))
same("name to values", lambda server: server.partition_name_to_vals("dt=a%2Fb/h=1"))
same("name to spec", lambda server: server.partition_name_to_spec("dt=a%2Fb/h=1"))

other = partition(folder, "by_hive", "t", "none", 9)
failures_alike = {
    "no table": lambda server: get_table(server, "by_hive", "none"),
    "no database of a table": lambda server: get_table(server, "none", "t"),
    "no database": lambda server: server.get_database("none"),
    "database twice": lambda server: server.create_database(api.Database("by_hive", "", f"{folder}/by_hive.db", {})),
    "table twice": lambda server: server.create_table(table(folder, "by_hive", "t")),
    "table in no database": lambda server: server.create_table(table(folder, "none", "t")),
    "drop no table": lambda server: server.drop_table("by_hive", "none", True),
    "drop a full database": lambda server: server.drop_database("by_hive", True, False),
    "alter no table": lambda server: server.alter_table("by_hive", "none", table(folder, "by_hive", "none")),
    "partition twice": lambda server: server.add_partition(partition(folder, "by_hive", "t", "d1", 1)),
    "no partition": lambda server: server.get_partition("by_hive", "t", ["none", "1"]),
    "too few values": lambda server: server.get_partition("by_hive", "t", ["none"]),
    "drop no partition": lambda server: server.drop_partition("by_hive", "t", ["none", "1"], True),
    "alter no partition": lambda server: server.alter_partition("by_hive", "t", other),
    "partition of no table": lambda server: server.add_partition(partition(folder, "by_hive", "none", "a", 1)),
    "filter that is none": lambda server: server.get_partitions_by_filter("by_hive", "t", "x ~ 1", -1),
    "filter by no column": lambda server: server.get_partitions_by_filter("by_hive", "t", "none = 1", -1),
    "partitions of no table": lambda server: server.get_partitions("by_hive", "none", -1),
    "tables of no database": lambda server: server.get_tables("none", "*"),
    "no function": lambda server: server.get_function("by_hive", "none"),
}
if version == "4.0":
    del failures_alike["partitions of no table"]  # it answers with none
for what, ask in failures_alike.items():
    same_failure(what, ask)

# Changes by one, seen by the other.
changed = get_table(skep, "by_hive", "t")
changed.parameters["by"] = "skep"
changed.sd.cols.append(api.FieldSchema("added", "int", None))
skep.alter_table("by_hive", "t", changed)
same("altered by skep", lambda server: get_table(server, "by_hive", "t"))
changed = get_table(hive, "by_skep", "t")
changed.parameters["by"] = "hive"
hive.alter_table("by_skep", "t", changed)
same("altered by hive", lambda server: get_table(server, "by_skep", "t"))
moved = skep.get_partition("by_hive", "t", ["d1", "1"])
moved.values = ["d9", "9"]
skep.rename_partition("by_hive", "t", ["d1", "1"], moved)
same("renamed partition", lambda server: server.get_partition("by_hive", "t", ["d9", "9"]))
changed = skep.get_partition("by_hive", "t", ["d2", "2"])
changed.parameters["z"] = "1"
skep.alter_partitions("by_hive", "t", [changed])
same("altered partition", lambda server: server.get_partition("by_hive", "t", ["d2", "2"]))
skep.drop_partition("by_hive", "t", ["d3", "3"], True)
same("dropped partition", lambda server: server.get_partition_names("by_hive", "t", -1))

long = api.ColumnStatisticsData(longStats=api.LongColumnStatsData(-5, 10, 1, 7))
text = api.ColumnStatisticsData(stringStats=api.StringColumnStatsData(9, 2.5, 1, 7))
objects = [api.ColumnStatisticsObj("id", "bigint", long), api.ColumnStatisticsObj("v", "string", text)]
of_table = api.ColumnStatisticsDesc(True, "by_hive", "t", None, 1_700_000_000)
of_partition = api.ColumnStatisticsDesc(False, "by_hive", "t", "dt=d2/h=2", 1_700_000_000)
skep.update_table_column_statistics(api.ColumnStatistics(of_table, objects))
skep.update_partition_column_statistics(api.ColumnStatistics(of_partition, objects))
same("statistics", lambda server: server.get_table_column_statistics("by_hive", "t", "id"))
same("statistics by request", lambda server: sorted(
    server.get_table_statistics_req(api.TableStatsRequest("by_hive", "t", ["id", "v"])).tableStats, key=repr))
same("statistics of a partition",
     lambda server: server.get_partition_column_statistics("by_hive", "t", "dt=d2/h=2", "v"))

resource = api.ResourceUri(api.ResourceType.JAR, "file:/x.jar")
skep.create_function(api.Function("f", "by_hive", "a.B", "root", api.PrincipalType.USER, 0, api.FunctionType.JAVA, [resource]))
same("function", lambda server: server.get_function("by_hive", "f"))
same("functions", lambda server: server.get_functions("by_hive", "*"))

exclusive = api.LockComponent(api.LockType.EXCLUSIVE, api.LockLevel.TABLE, "by_hive", "t")
first = skep.lock(api.LockRequest([exclusive], None, "root", "here"))
second = hive.lock(api.LockRequest([exclusive], None, "root", "here"))
assert (first.state, second.state) == (api.LockState.ACQUIRED, api.LockState.WAITING), (first, second)
skep.unlock(api.UnlockRequest(first.lockid))
assert hive.check_lock(api.CheckLockRequest(second.lockid)).state == api.LockState.ACQUIRED
third = skep.lock(api.LockRequest([exclusive], None, "root", "here"))
assert third.state == api.LockState.WAITING
hive.unlock(api.UnlockRequest(second.lockid))
assert skep.check_lock(api.CheckLockRequest(third.lockid)).state == api.LockState.ACQUIRED
skep.unlock(api.UnlockRequest(third.lockid))

# 1,000 tables by both at once: no id is used twice, or one of the creations would fail.
failures = []


def create(port, prefix):
    server = connect(port)
    for number in range(500):
        try:
            server.create_table(table(folder, "by_hive", f"{prefix}{number}"))
        except Exception as failure:
            failures.append(f"{prefix}{number}: {failure!r}")


makers = [threading.Thread(target=create, args=(port, prefix)) for port, prefix in ((hive_port, "h"), (skep_port, "s"))]
for maker in makers:
    maker.start()
for maker in makers:
    maker.join()
assert not failures, failures[:5]
same("all tables", lambda server: sorted(server.get_all_tables("by_hive")))
assert len(skep.get_all_tables("by_hive")) == 1001
skep.drop_database("by_hive", True, True)
hive.drop_database("by_skep", True, True)
same("the end", lambda server: server.get_all_databases())
sys.exit("\n".join(wrong) if wrong else 0)
