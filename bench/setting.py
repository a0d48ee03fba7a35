"""What the measurements share: the warehouse, raw DuckDB on the same files, and the table of results."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT / "tests/harness"))
import server  # noqa: E402

PLACE = PROJECT / "build/bench"
WAREHOUSE = PLACE / "warehouse"
LANDING = WAREHOUSE / "user/hive/warehouse/landing"
DEPS = PROJECT / "build/deps"
TPCH = ["region", "nation", "supplier", "customer", "part", "partsupp", "orders", "lineitem"]
PARTITIONED = {"flights": "month", "lineitem_by_year": "shipyear"}


def computing(*arguments):
    """A server that computes every answer, as raw DuckDB does: none is kept for who asks the same again."""
    return server.Server(WAREHOUSE, arguments=("--conf", "skep.statements.answers.bytes=0", *arguments))


class Table:
    """Prints a line a measurement and remembers whether promises were kept."""

    def __init__(self):
        self.missed = []
        print(f"{'':44}{'Skep':>14}{'compared to':>14}{'ratio':>8}{'promise':>12}", flush=True)

    def line(self, what, skep, raw="", ratio=None, promise="", kept=True):
        verdict = "" if not promise else "  kept" if kept else "  MISSED"
        number = "" if ratio is None else f"{ratio:.2f}"
        print(f"{what:44}{skep:>14}{raw:>14}{number:>8}{promise:>12}{verdict}", flush=True)
        if not kept:
            self.missed.append(what)

    def at_most(self, what, value, unit, limit):
        self.line(what, f"{value:.0f} {unit}", promise=f"<= {limit} {unit}", kept=value <= limit)

    def at_least(self, what, skep, other, unit, limit):
        """Rates: more is better."""
        self.line(what, f"{skep:.0f} {unit}", f"{other:.0f} {unit}", skep / other, f">= {limit}", skep / other >= limit)

    def compare(self, what, skep, raw, unit, limit=None, factor=1):
        promise = "" if limit is None else f"<= {limit}"
        shown = (f"{factor * value:.{1 if factor > 1 else 2}f} {unit}" for value in (skep, raw))
        self.line(what, *shown, skep / raw, promise, limit is None or skep / raw <= limit)


def program(name):
    """One of the programs of CMakeLists.txt, built when it has changed."""
    build = PLACE / "programs"
    subprocess.run(["cmake", "-S", PROJECT / "bench", "-B", build, "-G", "Ninja", "--log-level=WARNING"],
                   check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", build], check=True, stdout=subprocess.DEVNULL)
    return build / name


class RawDuckDB:
    """The program of raw_duckdb.cpp, with views that name the very files of the warehouse."""

    def __init__(self, memory_limit_bytes):
        self.process = subprocess.Popen([program("raw_duckdb")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.ask("run", f"SET threads = {os.cpu_count()}")
        self.ask("run", f"SET memory_limit = '{memory_limit_bytes} bytes'")
        self.ask("run", "SET TimeZone = 'UTC'")
        for table in TPCH:
            self.ask("run", f"CREATE VIEW {table} AS SELECT * FROM read_parquet('{LANDING}/{table}/*.parquet')")
        self.ask("run", f"CREATE VIEW airports AS SELECT * FROM read_csv('{LANDING}/airports/airports.csv', header = true)")
        for table, key in PARTITIONED.items():
            files = sorted(str(f) for f in LANDING.parent.glob(f"{table}/**/{key}=*/*") if f.name[0] not in "._")
            self.ask("run", f"CREATE VIEW {table} AS SELECT * FROM read_parquet({files}, hive_partitioning = true)")

    def close(self):
        self.process.stdin.close()
        self.process.wait()

    def ask(self, command, sql):
        """(wall seconds, CPU seconds, rows), and for load the latency in the middle in milliseconds"""
        self.process.stdin.write(f"{command} {' '.join(sql.split())}\n")
        self.process.stdin.flush()
        word, *rest = self.process.stdout.readline().split()
        if word != "ok":
            raise RuntimeError(f"raw DuckDB: {' '.join(rest)}\n{sql}")
        return tuple(map(float, rest))


def prepare():
    """Makes the warehouse once; a stamp says that it is whole."""
    stamp, wanted = WAREHOUSE / ".bench-loaded", (PROJECT / "bench/load.sql").read_text()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print("making build/bench/warehouse (TPC-H scale 1, flights) ...", flush=True)
    began = time.monotonic()
    shutil.rmtree(WAREHOUSE, ignore_errors=True)
    for table in TPCH:
        (LANDING / table).mkdir(parents=True)
        subprocess.run(
            [DEPS / "tpchgen-cli/bin/tpchgen-cli", "parquet", "-s", "1", "--tables", table, "--output-dir", LANDING / table],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
    for table, file in (("airports", "airports.csv"), ("flights", "flights-3m.parquet")):
        (LANDING / table).mkdir(parents=True)
        shutil.copyfile(DEPS / "vega-datasets" / file, LANDING / table / file)
    done = server.skep("sql", "--warehouse", WAREHOUSE, "-f", PROJECT / "bench/load.sql", timeout=300)
    if done.returncode != 0:
        raise SystemExit(f"bench: loading failed:\n{done.stdout}{done.stderr}")
    stamp.write_text(wanted)
    print(f"  {time.monotonic() - began:.1f} s\n", flush=True)


def memory_limit():
    """What Skep gives its engine when nothing is set; raw DuckDB gets the same."""
    with open("/proc/meminfo") as info:
        total = int(info.readline().split()[1]) * 1024
    return total * 6 // 10
