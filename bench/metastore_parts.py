"""The Thrift metastore beside Hive's own on one PostgreSQL database, and a table of a million partitions.

CPU seconds are those of the server and of PostgreSQL's processes, for each call of one client; calls of the two alternate."""

import contextlib
import shutil
import statistics
import tempfile
import threading
import time
from pathlib import Path

from reference_parts import at_most_part, cpu_seconds, resident_mb, tree
from setting import server

import java_metastore
import postgresql
from server import Server, free_port
from thrift_client import I16, ThriftClient, database, message, partition, table

DAYS, HOURS = 1_000, 100
KEYS = (("dt", "string"), ("h", "int"))
FOLDER = "file:/bench"
FILTER = ("get_partitions_by_filter", "bench", "events", 'dt = "day-0500"', I16(-1))


def measure_metastore(table_of_results):
    with contextlib.ExitStack() as stack:
        place = stack.enter_context(tempfile.TemporaryDirectory(prefix="skep-bench-"))
        measure_start(table_of_results, place)
        store = stack.enter_context(postgresql.Postgresql())
        url = store.create_database("bench")
        skep, port = stack.enter_context(serving(place, url))
        client = stack.enter_context(ThriftClient(port))
        fill(store, client, "events", DAYS, HOURS)
        make_wide_table(client)
        began = time.monotonic()
        hive = stack.enter_context(java_metastore.HiveMetastore(url, f"file:{place}/warehouse"))
        started = time.monotonic() - began
        table_of_results.line("Hive's own: start, resident after it", f"{started:.1f} s", f"{resident_mb(hive.pid):.0f} MB")
        other = stack.enter_context(ThriftClient(hive.port))
        sides = ((skep.process.pid, client), (hive.pid, other))

        compare(table_of_results, store, sides, "get_table: CPU of server and store", ("get_table", "bench", "wide"), 400, warm=300)
        compare(table_of_results, store, sides, "100 of 100,000 partitions, by a text", FILTER, 40, warm=40)
        compare(table_of_results, store, sides, "1,000 of them, by a number",
                ("get_partitions_by_filter", "bench", "events", "h = 7", I16(-1)), 10, warm=5, promised=False)
        add_partitions(table_of_results, store, sides)
        see_changes(table_of_results, client, other)


def measure_start(table_of_results, place):
    """From the process to the first answer, on SQLite: a new store, then one that is there."""
    for what in ("new", "there"):
        walls = []
        for _ in range(5):
            folder = f"{place}/start"
            if what == "new":
                shutil.rmtree(folder, ignore_errors=True)
            port = free_port()
            skep = Server(folder, arguments=["--metastore-port", str(port)])
            began = time.monotonic()
            skep.start(wait=False)
            while True:
                with contextlib.suppress(OSError), ThriftClient(port) as client:
                    client.call("get_all_databases")
                    break
                time.sleep(0.002)
            walls.append((time.monotonic() - began) * 1000)
            time.sleep(1)
            idle = skep.memory_mb()
            skep.close()
        table_of_results.at_most(f"start to first call, SQLite, store {what}", statistics.median(walls), "ms", 300)
    table_of_results.at_most("idle, resident", idle, "MB", 150)


@contextlib.contextmanager
def serving(place, url):
    port = free_port()
    settings = ["--metastore-port", str(port), "--conf", f"javax.jdo.option.ConnectionURL={url}",
                "--conf", f"spark.sql.warehouse.dir={place}/warehouse"]
    with Server(f"{place}/skep", arguments=settings) as skep:
        yield skep, port


def fill(store, client, name, days, hours):
    """A table with partitions, as rows that are like those that either server makes; SQL is quicker than calls."""
    with contextlib.suppress(Exception):
        client.call("create_database", database("bench", f"{FOLDER}/bench.db"))
    client.call("create_table", table("bench", name, f"{FOLDER}/bench.db/{name}", KEYS, columns=8))
    client.call("add_partitions_req", {1: "bench", 2: name, 4: False, 5: False,
                                       3: [partition("bench", name, ["first", "0"], f"{FOLDER}/first", columns=8)]})
    ids = {sequence: int(store.query("bench", f'SELECT max("{column}") + 1 FROM "{of}"')[0][0]) + 100_000
           for sequence, of, column in (("part", "PARTITIONS", "PART_ID"), ("sd", "SDS", "SD_ID"), ("serde", "SERDES", "SERDE_ID"))}
    table_id, columns_id = store.query("bench", 'SELECT t."TBL_ID", s."CD_ID" FROM "TBLS" t JOIN "SDS" s ON s."SD_ID" = t."SD_ID" '
                                                f"WHERE t.\"TBL_NAME\" = '{name}'")[0]
    rows = f"generate_series(0, {days * hours - 1}) n"
    day, hour = f"'day-' || lpad((n / {hours})::text, 4, '0')", f"(n % {hours})::text"
    formats = "'org.apache.hadoop.mapred.TextInputFormat', 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'"
    for statement in (
        f'INSERT INTO "SERDES" ("SERDE_ID", "SLIB") SELECT {ids["serde"]} + n, \'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe\' FROM {rows}',
        f'INSERT INTO "SERDE_PARAMS" SELECT {ids["serde"]} + n, \'serialization.format\', \'1\' FROM {rows}',
        f'INSERT INTO "SDS" ("SD_ID", "INPUT_FORMAT", "OUTPUT_FORMAT", "IS_COMPRESSED", "LOCATION", "NUM_BUCKETS", "SERDE_ID", "CD_ID", '
        f'"IS_STOREDASSUBDIRECTORIES") SELECT {ids["sd"]} + n, {formats}, false, \'{FOLDER}/bench.db/{name}/dt=\' || {day} || \'/h=\' || {hour}, '
        f'-1, {ids["serde"]} + n, {columns_id}, false FROM {rows}',
        f'INSERT INTO "PARTITIONS" ("PART_ID", "CREATE_TIME", "LAST_ACCESS_TIME", "PART_NAME", "SD_ID", "TBL_ID") SELECT {ids["part"]} + n, '
        f'1790000000, 0, \'dt=\' || {day} || \'/h=\' || {hour}, {ids["sd"]} + n, {table_id} FROM {rows}',
        f'INSERT INTO "PARTITION_KEY_VALS" SELECT {ids["part"]} + n, {day}, 0 FROM {rows}',
        f'INSERT INTO "PARTITION_KEY_VALS" SELECT {ids["part"]} + n, {hour}, 1 FROM {rows}',
        *(f'INSERT INTO "PARTITION_PARAMS" SELECT {ids["part"]} + n, \'{key}\', \'1\' FROM {rows}'
          for key in ("numRows", "totalSize", "transient_lastDdlTime")),
        'UPDATE "SEQUENCE_TABLE" SET "NEXT_VAL" = "NEXT_VAL" + 10000000',
        "VACUUM ANALYZE",
    ):
        store.query("bench", statement)


def make_wide_table(client):
    parameters = {f"key{number}": "v" * 40 for number in range(12)}
    client.call("create_table", table("bench", "wide", f"{FOLDER}/bench.db/wide", KEYS, columns=30, parameters=parameters))


def cpu_of(store, pid):
    return sum(map(cpu_seconds, tree(pid))) + sum(map(cpu_seconds, tree(store.pid())))


def cpu_a_call(store, side, arguments, count):
    pid, client = side
    before = cpu_of(store, pid)
    for _ in range(count):
        client.call(*arguments)
    return (cpu_of(store, pid) - before) / count


def compare(table_of_results, store, sides, what, arguments, count, warm, promised=True):
    for side in sides:
        cpu_a_call(store, side, arguments, warm)
    ours, theirs = [], []
    for _ in range(3):
        ours.append(cpu_a_call(store, sides[0], arguments, count))
        theirs.append(cpu_a_call(store, sides[1], arguments, count))
    if promised:
        return at_most_part(table_of_results, what, ours, theirs, "ms", 4, 1000)
    ours, theirs = statistics.median(ours) * 1000, statistics.median(theirs) * 1000
    table_of_results.line(what, f"{ours:.2f} ms", f"{theirs:.2f} ms", ours / theirs)


def add_partitions(table_of_results, store, sides):
    client = sides[0][1]
    client.call("create_table", table("bench", "added", f"{FOLDER}/bench.db/added", KEYS, columns=8))
    results = []
    for side, rounds in zip(sides, (3, 2)):
        costs = []
        for number in range(rounds):
            day = f"{side[0]}-{number}"
            new = [partition("bench", "added", [day, str(hour)], f"{FOLDER}/{day}/{hour}", columns=8) for hour in range(1000)]
            costs.append(cpu_a_call(store, side, ("add_partitions_req", {1: "bench", 2: "added", 3: new, 4: False, 5: False}), 1))
        results.append(costs)
    at_most_part(table_of_results, "add_partitions_req of 1,000", *results, "ms", 4, 1000)


def see_changes(table_of_results, client, other):
    """What another server commits, the next call sees."""
    seen = 0
    for number in range(20):
        changed = other.call("get_table", "bench", "wide")
        changed[9]["number"] = str(number)
        other.call("alter_table", "bench", "wide", changed)
        seen += client.call("get_table", "bench", "wide")[9].get("number") == str(number)
    table_of_results.line("changes of the other server that were seen", f"{seen} of 20", promise="20", kept=seen == 20)


class Peak(threading.Thread):
    """Watches how much a server holds while a block runs."""

    def __init__(self, skep):
        super().__init__(daemon=True)
        self.skep, self.before, self.peak, self.ended = skep, skep.memory_mb(), 0, threading.Event()

    def __enter__(self):
        self.start()
        return self

    def run(self):
        while not self.ended.wait(0.01):
            self.peak = max(self.peak, self.skep.memory_mb())

    def __exit__(self, *_):
        self.ended.set()
        self.join()
        self.peak = max(self.peak, self.skep.memory_mb())

    @property
    def growth(self):
        return self.peak - self.before


def measure_million(table_of_results):
    with contextlib.ExitStack() as stack:
        place = stack.enter_context(tempfile.TemporaryDirectory(prefix="skep-bench-"))
        store = stack.enter_context(postgresql.Postgresql())
        skep, port = stack.enter_context(serving(place, store.create_database("bench")))
        client = stack.enter_context(ThriftClient(port, timeout=600))
        fill(store, client, "events", 10_000, 100)
        client.call("get_table", "bench", "events")
        with Peak(skep) as peak:
            began = time.monotonic()
            found = len(client.call(*FILTER))
            wall = time.monotonic() - began
        assert found == 100, found
        table_of_results.line("100 of 1,000,000 partitions", f"{wall * 1000:.0f} ms")
        table_of_results.at_most("  memory growth", peak.growth, "MB", 100)
        for what, call in (("names", ("get_partition_names", "bench", "events", I16(-1))),
                           ("partitions", ("get_partitions", "bench", "events", I16(-1)))):
            with Peak(skep) as peak:
                first, wall, size = stream(client, call)
            table_of_results.line(f"all {what}: {size / 1e6:.0f} MB, first byte of", f"{first * 1000:.0f} ms", f"{wall:.1f} s")
            table_of_results.at_most("  memory growth", peak.growth, "MB", 100)


def stream(client, call):
    """Reads an answer to its end without keeping it: (seconds to the first byte, to the last, bytes)."""
    began = time.monotonic()
    client.socket.sendall(message(call[0], call[1:]))
    # A call that needs no store marks the end: its answer follows.
    client.socket.sendall(message("getName", ()))
    end, size, tail, first = b"getName", 0, b"", None
    while True:
        piece = client.socket.recv(1 << 16)
        first = first or time.monotonic() - began
        size += len(piece)
        tail = (tail + piece)[-100:]
        if end in tail or not piece:
            assert end in tail, "the answer broke off"
            return first, time.monotonic() - began, size


PARTS = {"metastore": measure_metastore, "metastore_million": measure_million}
