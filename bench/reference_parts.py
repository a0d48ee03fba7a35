"""Skep beside reference/app.py, a service of FastAPI and PySpark on the same tables.

Pages of lineitem are computed each time on both sides; nation is kept in memory on both: as answers in Skep, as a table in Spark.
"""

import contextlib
import json
import os
import signal
import statistics
import subprocess
from pathlib import Path

from http_parts import YEARS, lineitem_page
from loads import get_request, load, statement_request, wait_for
from setting import LANDING, PARTITIONED, PLACE, PROJECT, WAREHOUSE, computing, server

import environment

REQUIREMENTS = ["pyspark==4.0.1", "pyarrow==26.0.1", "pandas==2.3.3", "fastapi==0.165.0", "uvicorn==0.54.0",
                "uvloop==0.22.1", "httptools==0.7.1", "orjson==3.11.4"]
NATIONS = range(25)
CLIENTS = 16


def measure_reference(table):
    with computing() as skep, server.Server(WAREHOUSE) as keeping, reference() as (port, process):
        pages = [statement_request(lineitem_page(year)) for year in YEARS]
        their_pages = [get_request(f"/lineitem?year={year}&limit=100") for year in YEARS]
        narrow = [statement_request(f"SELECT n_name FROM nation WHERE n_nationkey = {key}") for key in NATIONS]
        their_narrow = [get_request(f"/nations/{key}") for key in NATIONS]
        for requests in (their_pages, their_narrow):
            load(port, CLIENTS, requests, seconds=10)  # until the JVM has compiled what it runs

        ours, theirs = [], []
        for _ in range(3):
            ours.append(cpu_a_request(skep.process.pid, skep.port, pages))
            theirs.append(cpu_a_request(process.pid, port, their_pages))
        at_most_part(table, "lineitem, 100 rows: CPU a page: FastAPI+PySpark", ours, theirs, "ms", 10, 1000)

        pairs = [(load(keeping.port, CLIENTS, narrow)["per_second"], load(port, CLIENTS, their_narrow)["per_second"])
                 for _ in range(3)]
        ours, theirs = sorted(pairs, key=lambda pair: pair[0] / pair[1])[1]
        table.at_least(f"nation by key, kept, {CLIENTS} clients: the same", ours, theirs, "/s", 50)
        pairs = [(load(skep.port, CLIENTS, pages)["per_second"], load(port, CLIENTS, their_pages)["per_second"]) for _ in range(3)]
        ours, theirs = sorted(pairs, key=lambda pair: pair[0] / pair[1])[1]
        table.line(f"lineitem, 100 rows, {CLIENTS} clients: the same", f"{ours:.0f} /s", f"{theirs:.0f} /s", ours / theirs)
        at_most_part(table, "resident after it: the same", [skep.memory_mb()], [sum(map(resident_mb, tree(process.pid)))], "MB", 10)


def at_most_part(table, what, ours, theirs, unit, times, factor=1):
    ours, theirs = statistics.median(ours) * factor, statistics.median(theirs) * factor
    table.line(what, f"{ours:.2f} {unit}", f"{theirs:.2f} {unit}", ours / theirs, f"<= {1 / times:.2f}", ours / theirs <= 1 / times)


@contextlib.contextmanager
def reference():
    """The service, warm: `(port, process)`."""
    python = environment.python("bench-reference", REQUIREMENTS)
    port = server.free_port()
    command = [python, "-m", "uvicorn", "app:app", "--port", str(port), "--log-level", "warning", "--no-access-log"]
    log = open(PLACE / "reference.log", "w")
    process = subprocess.Popen(command, cwd=PROJECT / "bench/reference", start_new_session=True, stdout=log, stderr=log,
                               env={**os.environ, "REFERENCE_TABLES": json.dumps(tables()), "PYSPARK_PYTHON": str(python)})
    try:
        wait_for(port, 180, process)
        yield port, process
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(30)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # a JVM that stayed
        process.wait()
        log.close()


def tables():
    """Where each table's files are: its base folder, and where that is not all of them, the partitions' folders."""
    found = {name: [str(LANDING / name)] for name in ("nation", "region")}
    for name, key in PARTITIONED.items():
        folders = sorted({file.parent for file in LANDING.parent.glob(f"{name}/**/{key}=*/*") if file.name[0] not in "._"})
        found[name] = [str(folders[0].parent), *map(str, folders)]
    return found


def cpu_a_request(pid, port, requests):
    """CPU seconds of a process and those below it, for each of its answers to four clients."""
    before = sum(map(cpu_seconds, tree(pid)))
    count = load(port, 4, requests)["count"]
    return (sum(map(cpu_seconds, tree(pid))) - before) / count


def tree(pid):
    """A process and all below it."""
    found = [pid]
    for parent in found:
        for children in Path(f"/proc/{parent}/task").glob("*/children"):
            with contextlib.suppress(OSError):
                found += map(int, children.read_text().split())
    return found


def cpu_seconds(pid):
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mb(pid):
    with open(f"/proc/{pid}/status") as status:
        return next((int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS:")), 0)


PARTS = {"reference": measure_reference}
