"""Long and deep texts: what parsing and analysis take, and that they end."""

import json
import statistics
import time

from setting import PROJECT, server

RUNS = 30
TABLES = [
    "CREATE TABLE sales (item INT, day INT, store INT, customer INT, ticket BIGINT, quantity INT, price DECIMAL(7,2), discount DECIMAL(3,2))",
    "CREATE TABLE returns (item INT, day INT, customer INT, ticket BIGINT, amount DECIMAL(7,2))",
    "CREATE TABLE items (id INT, category STRING, brand STRING, price DECIMAL(7,2))",
    "CREATE TABLE days (id INT, year INT, quarter INT)",
    "CREATE TABLE stores (id INT, region STRING, city STRING)",
    "CREATE TABLE customers (id INT, city STRING)",
]


def timed(connection, sql):
    """Milliseconds of a request and its problem document or None."""
    body = json.dumps({"statement": sql})
    began = time.monotonic()
    connection.request("POST", "/api/v1/statements", body, {"Content-Type": "application/json"})
    response = connection.getresponse()
    document = json.loads(response.read())
    return 1000 * (time.monotonic() - began), document if response.status >= 400 else None


def ending_in_an_error(size):
    """A statement of `size` bytes whose last item names no column: all of it is analysed, and the answer is short."""
    items, length = [], 0
    while length < size:
        items.append(f"id + {len(items)} AS a{len(items)}")
        length += len(items[-1]) + 2
    return f"SELECT {', '.join(items)}, no_such_column FROM range(1)"


def median_of_failures(connection, sql, error_class):
    times = []
    for _ in range(5):
        elapsed, problem = timed(connection, sql)
        if not problem or not problem.get("errorClass", "").startswith(error_class):
            raise SystemExit(f"bench: {error_class} was expected, not {problem}")
        times.append(elapsed)
    return statistics.median(times)


def measure_parse(table):
    with server.Server() as skep:
        for sql in TABLES:
            skep.ask(sql + " USING parquet")
        connection = skep.connect()
        query, times, trips = (PROJECT / "bench/hundred_lines.sql").read_text(), [], []
        for _ in range(RUNS):
            elapsed, problem = timed(connection, "EXPLAIN " + query)
            if problem:
                raise SystemExit(f"bench: {problem}")
            times.append(elapsed)
            trips.append(timed(connection, "EXPLAIN SELECT 1")[0])
        whole = statistics.median(times) - statistics.median(trips)
        table.at_most("a query of 100 lines, parsed, analysed, compiled", whole, "ms", 5)
        half, full = (median_of_failures(connection, ending_in_an_error(size), "UNRESOLVED_COLUMN") for size in (500_000, 1_000_000))
        table.at_most("a statement of 1 MB, parsed and analysed", full, "ms", 1000)
        table.line("the same, to one of half the size", f"{full:.0f} ms", f"{half:.0f} ms", full / half, "<= 2.5", full / half <= 2.5)
        deep = f"SELECT {'(' * 10_000}1{')' * 10_000}"
        table.at_most("10,000 nested parentheses, refused", median_of_failures(connection, deep, ""), "ms", 100)


PARTS = {"parse": measure_parse}
