"""Functions: each of Skep's own beside a comparable one of DuckDB's and, by the whole list, beside PySpark."""

import statistics
import subprocess
import sys

from engine_parts import timed_page
from setting import LANDING, PROJECT, RawDuckDB, computing, memory_limit

sys.path.insert(0, str(PROJECT / "tests/harness"))
import environment  # noqa: E402

RUNS = 5
FUNCTIONS = PROJECT / "bench/functions.txt"

SPARK = """
import sys, time
from pyspark.sql import SparkSession
spark = (SparkSession.builder.master("local[*]").config("spark.ui.enabled", "false")
         .config("spark.sql.session.timeZone", "UTC").getOrCreate())
spark.sparkContext.setLogLevel("OFF")
spark.read.parquet(sys.argv[1]).createOrReplaceTempView("lineitem")
for line in sys.stdin:
    times = []
    for _ in range(4):
        began = time.monotonic()
        spark.sql(line).collect()
        times.append(time.monotonic() - began)
    print(sorted(times[1:])[1], flush=True)
"""


def listed():
    """[(family, Spark's expression, DuckDB's)]"""
    lines = [line for line in FUNCTIONS.read_text().splitlines() if line and not line.startswith("#")]
    return [tuple(part.strip() for part in line.split(" | ")) for line in lines]


def measure_functions(table):
    spark = spark_times([f"SELECT max({expression}) FROM lineitem" for _, expression, _ in listed()])
    ours_in_all, families = [], {}
    with computing() as skep:
        raw = RawDuckDB(memory_limit())
        connection = skep.connect()
        for family, expression, theirs in listed():
            times = [[], []]
            for _ in range(RUNS + 1):
                times[0].append(timed_page(connection, f"SELECT max({expression}) FROM lineitem"))
                times[1].append(raw.ask("rows", f"SELECT max({theirs}) FROM lineitem")[0])
            skep_time, raw_time = (statistics.median(t[1:]) for t in times)
            table.compare(expression[:44], skep_time, raw_time, "ms", 2, factor=1000)
            ours_in_all.append(skep_time)
            families.setdefault(family, []).append(skep_time / raw_time)
    for family, ratios in families.items():
        table.line(f"{family}: median ratio to DuckDB", "", ratio=statistics.median(ratios))
    rate = statistics.median(spark_time / skep_time for spark_time, skep_time in zip(spark, ours_in_all))
    table.line("rate against PySpark's, median", "", ratio=rate, promise=">= 5", kept=rate >= 5)


def spark_times(statements):
    python = environment.python("oracle", ["pyspark==4.0.1"])
    done = subprocess.run(
        [python, "-c", SPARK, str(LANDING / "lineitem")], input="\n".join(statements) + "\n",
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True,
    )
    return [float(line) for line in done.stdout.split()]


PARTS = {"functions": measure_functions}
