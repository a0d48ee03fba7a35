"""Start, statements, exports and memory: the program as a whole against raw DuckDB, one client at a time."""

import json
import socket
import statistics
import time

from setting import PROJECT, RawDuckDB, computing, memory_limit

import tpc

ARROW, NDJSON = "application/vnd.apache.arrow.stream", "application/x-ndjson"
STATEMENT_RUNS, TPCH_RUNS, EXPORT_RUNS = 9, 5, 5
PAUSE_SECONDS = 30



def measure_start(table):
    times, idle = [], []
    for _ in range(5):
        skep = computing()
        began = time.monotonic()
        skep.start(wait=False)
        try:
            while True:
                try:
                    skep.ask("SELECT count(*) AS n FROM flights WHERE month = 7")
                    break
                except OSError:
                    if not skep.alive() or time.monotonic() > began + 20:
                        raise RuntimeError(skep.log())
                    time.sleep(0.002)
            times.append(time.monotonic() - began)
        finally:
            skep.close()
    with computing() as skep:
        time.sleep(2)
        idle = skep.memory_mb()
    table.at_most("start to first answered statement", 1000 * statistics.median(times), "ms", 300)
    table.at_most("idle, resident", idle, "MB", 150)


def measure_statements(table):
    ratios = []
    with computing() as skep:
        raw = RawDuckDB(memory_limit())
        connection = skep.connect()
        for path in sorted((PROJECT / "bench/statements").glob("*.sql")):
            sql, ours, theirs = path.read_text(), [], []
            for _ in range(STATEMENT_RUNS + 1):
                ours.append(timed_page(connection, sql))
                theirs.append(raw.ask("rows", sql)[0])
            skep_time, raw_time = (statistics.median(times[1:]) for times in (ours, theirs))
            ratios.append(skep_time / raw_time)
            table.compare(path.stem, skep_time, raw_time, "ms", factor=1000)
        table.line("median of the ten", "", ratio=statistics.median(ratios), promise="<= 1.3",
                   kept=statistics.median(ratios) <= 1.3)
        table.line("resident after them", f"{skep.memory_mb():.0f} MB")


def measure_tpch(table):
    """All 22 queries at scale 1, one after the other."""
    queries = {name: text for name, text in tpc.texts()[0].items() if name.startswith("h")}
    totals, worst = [0.0, 0.0], (0.0, "")
    with computing() as skep:
        raw = RawDuckDB(memory_limit())
        connection = skep.connect()
        for name, sql in queries.items():
            ours, theirs = [], []
            for _ in range(TPCH_RUNS + 1):
                ours.append(timed_page(connection, sql))
                theirs.append(raw.ask("rows", sql)[0])
            times = [statistics.median(each[1:]) for each in (ours, theirs)]
            totals = [total + time for total, time in zip(totals, times)]
            worst = max(worst, (times[0] / times[1], name))
            table.compare(f"tpch {name[1:]}", *times, "ms", factor=1000)
        raw.close()
    table.compare("TPC-H, scale 1, all 22", *totals, "s", 1.15)
    table.line(f"  the slowest beside raw DuckDB: {worst[1][1:]}", "", ratio=worst[0], promise="<= 1.5", kept=worst[0] <= 1.5)


def timed_page(connection, sql):
    body = json.dumps({"statement": sql})
    began = time.monotonic()
    connection.request("POST", "/api/v1/statements", body, {"Content-Type": "application/json"})
    response = connection.getresponse()
    data = response.read()
    if response.status != 200:
        raise RuntimeError(f"{data.decode()}\n{sql}")
    return time.monotonic() - began


def measure_export(table):
    sql = "SELECT * FROM orders"
    with computing() as skep:
        raw = RawDuckDB(memory_limit())
        for name, accept, command, raw_sql, limit in (
            ("orders, 1.5 M rows, Arrow: CPU", ARROW, "arrow", sql, 1.3),
            ("orders, 1.5 M rows, NDJSON: CPU", NDJSON, "run", f"COPY ({sql}) TO '/dev/null' (FORMAT json)", 0.7),
        ):
            ours, theirs = [], []
            for _ in range(EXPORT_RUNS + 1):
                before = skep.cpu_seconds()
                read_stream(skep, sql, accept)
                ours.append(skep.cpu_seconds() - before)
                theirs.append(raw.ask(command, raw_sql)[1])
            table.compare(name, statistics.median(ours[1:]), statistics.median(theirs[1:]), "s", limit)


def measure_memory(table):
    for name, accept in (("NDJSON", NDJSON), ("NDJSON arrays", NDJSON + "?arrays"), ("Arrow", ARROW)):
        accept, _, arrays = accept.partition("?")
        with computing() as skep:
            size = read_stream(skep, "SELECT * FROM lineitem", accept, "?shape=arrays" if arrays else "")
            peak = skep.memory_mb("VmHWM")
            table.at_most(f"lineitem, {size / 1e6:.0f} MB of {name}: peak resident", peak, "MB", 600)
    with computing() as skep:
        grown, peak = paused_reader(skep)
        table.at_most(f"a reader that stops for {PAUSE_SECONDS} s: growth", grown, "MB", 10)
        table.at_most("the same stream to its end: peak resident", peak, "MB", 600)


def read_stream(skep, sql, accept, query="", pause=None):
    """Reads an answer to its end and gives its size; `pause(bytes so far)` is called between reads."""
    connection = skep.connect(timeout=600)
    connection.sock = socket.create_connection(("127.0.0.1", skep.port), 600)
    connection.request("POST", "/api/v1/statements" + query, json.dumps({"statement": sql}),
                       {"Accept": accept, "Content-Type": "application/json"})
    response = connection.getresponse()
    if response.status != 200:
        raise RuntimeError(response.read().decode())
    size, buffer = 0, bytearray(1 << 20)
    while count := response.readinto(buffer):
        size += count
        if pause:
            pause(size)
    connection.close()
    return size


def paused_reader(skep):
    """Stops reading after 20 MB: how much does the server grow meanwhile? Then reads on to the end."""
    seen = []

    def pause(size):
        if size > 20e6 and not seen:
            time.sleep(2)  # until the buffers between the two are full
            seen.append(skep.memory_mb())
            time.sleep(PAUSE_SECONDS)
            seen.append(skep.memory_mb())

    read_stream(skep, "SELECT * FROM lineitem", NDJSON, pause=pause)
    return max(0, seen[1] - seen[0]), skep.memory_mb("VmHWM")


PARTS = {"start": measure_start, "statements": measure_statements, "tpch": measure_tpch, "export": measure_export, "memory": measure_memory}
