"""Skep over HTTP under load: pages beside nginx, small statements beside raw DuckDB, idle connections, overload.

Skep's side carries the load generator on the same cores; raw DuckDB's side runs in process and has none.
"""

import http.client
import json
import socket
import statistics
import time

from loads import SECONDS, allow_open_files, end_load, get_request, load, nginx, start_load, statement_request
from setting import RawDuckDB, computing, memory_limit

CLIENTS = 64
IDLE_CONNECTIONS = 10_000
LINEITEM = ("l_orderkey, l_partkey, l_suppkey, l_linenumber, l_quantity, l_extendedprice, l_discount, l_tax, l_returnflag,"
            " l_linestatus, l_shipdate, l_commitdate, l_receiptdate, l_shipinstruct, l_shipmode, l_comment")
LIKE_NGINX = ("--conf", "skep.log.requests=false")  # which writes no access log here
YEARS = range(1993, 1998)
DEEP = 3_000_000
HEAVY = "SELECT o_orderpriority, count(*) AS n, sum(o_totalprice) AS total FROM orders GROUP BY o_orderpriority"


def lineitem_page(year):
    return f"SELECT {LINEITEM} FROM lineitem_by_year WHERE shipyear = {year} LIMIT 100"


def measure_pages(table):
    """A page that is spooled, beside nginx's static file of the same size."""
    with computing(*LIKE_NGINX) as skep:
        first = skep.ask(f"SELECT {LINEITEM} FROM lineitem", query="?limit=100").document
        path = first["next"]
        if path is None:
            raise RuntimeError("the first page names no next one")
        status, headers, body = skep.request("GET", path)
        if status != 200:
            raise RuntimeError(f"{status} for {path}: {body[:300]}")
        with nginx(body) as (port, static):
            pairs = [(load(skep.port, CLIENTS, [get_request(path)])["per_second"],
                      load(port, CLIENTS, [get_request(static)])["per_second"]) for _ in range(3)]
            table.at_least(f"spooled page, {len(body)} bytes, {CLIENTS} clients: nginx", *middle(pairs), "/s", 0.7)


def measure_etag(table):
    """An answer that has not changed, by its ETag, beside nginx's, whose rate has two levels: as its connections fall on its
    two workers."""
    with computing(*LIKE_NGINX) as skep:
        described = "/api/v1/databases/default/tables/lineitem"
        _, headers, body = skep.request("GET", described)
        with nginx(body) as (port, static):
            ours = get_request(described, [f"If-None-Match: {headers['etag']}"])
            theirs = get_request(static, [f"If-None-Match: {etag_of(port, static)}"])
            pairs = [(load(skep.port, CLIENTS, [ours])["per_second"], load(port, CLIENTS, [theirs])["per_second"])
                     for _ in range(9)]
            table.at_least(f"304 by its ETag, {CLIENTS} clients: nginx", *middle(pairs), "/s", 0.7)


def measure_narrow(table):
    """`select 1`: all that a statement costs besides its work."""
    with computing() as skep:
        raw = RawDuckDB(memory_limit())
        pairs = [(load(skep.port, CLIENTS, [statement_request("SELECT 1")])["per_second"], raw_load(raw, CLIENTS, ["SELECT 1"])[0])
                 for _ in range(3)]
        table.at_least(f"select 1, {CLIENTS} clients: raw DuckDB", *middle(pairs), "/s", 0.6)
        raw.close()


def measure_lineitem(table):
    """Pages of 100 rows and 16 columns of one partition, and pages three million rows deep."""
    statements = [lineitem_page(year) for year in YEARS]
    requests = [statement_request(sql) for sql in statements]
    with computing() as skep:
        raw = RawDuckDB(memory_limit())
        pairs = [(load(skep.port, 16, requests)["per_second"], raw_load(raw, 16, statements)[0]) for _ in range(3)]
        table.at_least("lineitem, 100 rows, 16 clients: raw DuckDB", *middle(pairs), "/s", 0.75)

        ours = statistics.median(load(skep.port, 1, requests)["p50_ms"] for _ in range(3))
        theirs = statistics.median(raw_load(raw, 1, statements)[1] for _ in range(3))
        table.line("the same, 1 client: p50", f"{ours:.1f} ms", f"{theirs:.1f} ms", ours / theirs, "<= +3 ms", ours - theirs <= 3)

        columns = LINEITEM.replace(" ", "")
        path = f"/api/v1/databases/default/tables/lineitem/rows?select={columns}&limit=100&offset={DEEP}"
        deep = f"SELECT {LINEITEM} FROM lineitem LIMIT 100 OFFSET {DEEP}"
        ours, theirs = [], []
        for _ in range(7):
            ours.append(load(skep.port, 1, [get_request(path)], seconds=min(SECONDS, 2))["p50_ms"] / 1000)
            theirs.append(raw_load(raw, 1, [deep], min(SECONDS, 2))[1] / 1000)
        table.compare("rows three million deep, by ?offset=", statistics.median(ours), statistics.median(theirs), "ms", 1.5, 1000)
        raw.close()


def measure_idle(table):
    """What a kept connection costs that has had its answer and waits."""
    if not allow_open_files(IDLE_CONNECTIONS + 500):
        raise RuntimeError(f"this machine does not allow {IDLE_CONNECTIONS} open files a process")
    with computing() as skep:
        skep.rows("SELECT 1")
        time.sleep(1)
        before = skep.memory_mb()
        began = time.monotonic()
        connections = []
        for _ in range(IDLE_CONNECTIONS):
            connection = socket.create_connection(("127.0.0.1", skep.port), 10)
            connection.sendall(get_request("/livez"))
            if not connection.recv(4096).startswith(b"HTTP/1.1 200"):
                raise RuntimeError("a connection was not answered")
            connections.append(connection)
        took = time.monotonic() - began
        each = (skep.memory_mb() - before) * 1024 / IDLE_CONNECTIONS
        connections[0].sendall(get_request("/livez"))
        still = connections[0].recv(4096).startswith(b"HTTP/1.1 200") if took < 60 else True
        table.line(f"{IDLE_CONNECTIONS} idle connections: each", f"{each:.1f} KB", promise="<= 10 KB", kept=each <= 10 and still)
        for connection in connections:
            connection.close()


def measure_overload(table):
    """Four times what the server can do, of statements that take some 50 ms, while /livez is asked 50 times a second."""
    seconds = max(8.0, 3 * SECONDS)
    with computing("--conf", "skep.statements.queued.max=16") as skep:
        request = statement_request(HEAVY)
        peak = statistics.median(load(skep.port, 8, [request])["per_second"] for _ in range(3))
        probe = start_load(skep.port, 4, [get_request("/livez")], seconds=seconds, per_second=50)
        said = end_load(start_load(skep.port, 2000, [request], seconds=seconds, per_second=4 * peak))
        lives = end_load(probe)["statuses"]["200"]
        answered, refused = said["statuses"].get("200"), said["statuses"].get("429")
        if not refused or set(said["statuses"]) - {"200", "429"} or said["broken"]:
            raise RuntimeError(f"unexpected answers: {json.dumps(said)}")
        table.at_least("4 times overload, goodput: peak", answered["per_second"], peak, "/s", 0.8)
        table.line("  refused: p99", f"{refused['p99_ms']:.1f} ms", promise="<= 50 ms", kept=refused["p99_ms"] <= 50)
        table.line("  refused: slowest", f"{refused['max_ms']:.1f} ms")
        table.line("  /livez: p99", f"{lives['p99_ms']:.1f} ms", promise="<= 100 ms", kept=lives["p99_ms"] <= 100)


def etag_of(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path)
    return connection.getresponse().headers["etag"]


def raw_load(raw, connections, statements, seconds=None):
    """(statements a second, the latency in the middle in milliseconds)"""
    wall, _, count, middle_ms = raw.ask("load", f"{connections} {seconds or SECONDS} {';'.join(statements)}")
    return count / wall, middle_ms


def middle(pairs):
    """The pair whose ratio is in the middle."""
    return sorted(pairs, key=lambda pair: pair[0] / pair[1])[len(pairs) // 2]


PARTS = {"pages": measure_pages, "etag": measure_etag, "narrow": measure_narrow, "lineitem": measure_lineitem, "idle": measure_idle,
         "overload": measure_overload}
