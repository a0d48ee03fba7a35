"""All queries of TPC-H and TPC-DS give PySpark's results, on generated data of a hundredth of scale 1.

TPC-DS's data comes from Trino's generator (needs Maven), TPC-H's from tpchgen-cli, both once into build/tpc."""

import decimal
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import tpc
from server import PROJECT, Problem, Server

sys.path.insert(0, str(PROJECT / "tests/sql"))
import golden  # noqa: E402

HERE = Path(__file__).resolve().parent
PLACE = PROJECT / "build/tpc"
SCALE = "0.01"


def make_ds(folder):
    classes = PLACE / "class_path"
    subprocess.run(["mvn", "-q", "-B", "-f", HERE / "tpcds/pom.xml", "dependency:build-classpath",
                    f"-Dmdep.outputFile={classes}"], check=True, stdin=subprocess.DEVNULL)
    subprocess.run(["java", "-cp", classes.read_text(), "io.trino.tpcds.Driver", "--scale", SCALE, "--directory",
                    folder, "--overwrite"], check=True, stdout=subprocess.DEVNULL)


def make_h(folder):
    subprocess.run([PROJECT / "third_party/fetch", "bench"], check=True, stdout=subprocess.DEVNULL)
    program = PROJECT / "build/deps/tpchgen-cli/bin/tpchgen-cli"
    subprocess.run([program, "tbl", "-s", SCALE, "--output-dir", folder], check=True, stdout=subprocess.DEVNULL)


def data(kind, make):
    """The folder of '|'-separated files, made on first use."""
    folder = PLACE / kind
    if not folder.exists():
        PLACE.mkdir(parents=True, exist_ok=True)
        unfinished = PLACE / f"{kind}.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir()
        make(unfinished)
        unfinished.rename(folder)
    return folder


class TpcResults(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        from pyspark.sql import SparkSession

        logging.getLogger("SQLQueryContextLogger").disabled = True
        cls.place = tempfile.mkdtemp(prefix="skep-tpc-")
        cls.spark = (
            SparkSession.builder.master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.sql.warehouse.dir", f"{cls.place}/spark")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.driver.memory", "3g")
            .config("spark.driver.extraJavaOptions", "-Duser.timezone=UTC")
            .getOrCreate()
        )
        cls.spark.sparkContext.setLogLevel("OFF")
        cls.queries, ds_tables = tpc.texts()
        cls.skep = Server()
        cls.skep.start()
        for kind, make, tables in (("ds", make_ds, ds_tables), ("h", make_h, tpc.H_TABLES)):
            folder = data(kind, make)
            cls.skep.ask(f"CREATE DATABASE {kind}")
            cls.spark.sql(f"CREATE DATABASE {kind}")
            for name, columns in tables.items():
                cls.load(kind, name, columns, next(folder.glob(f"{name}.*")))

    @classmethod
    def load(cls, kind, name, columns, file):
        """Both read the same Parquet files, which Spark makes of the generator's."""
        parquet = f"{cls.place}/{kind}/{name}"
        frame = cls.spark.read.csv(str(file), sep="|", schema=columns, header=False)
        frame.coalesce(1).write.parquet(parquet)
        for ask in (cls.skep.ask, lambda sql, **_: cls.spark.sql(sql)):
            ask(f"CREATE TABLE {kind}.{name} ({columns}) USING parquet LOCATION 'file:{parquet}'")

    @classmethod
    def tearDownClass(cls):
        cls.skep.close()
        cls.spark.stop()
        shutil.rmtree(cls.place, ignore_errors=True)

    def spark_answer(self, kind, text):
        from pyspark.errors import PySparkException

        self.spark.sql(f"USE {kind}")
        try:
            frame = self.spark.sql(text)
            return frame.dtypes, [[self.cell(value) for value in row] for row in frame.collect()]
        except PySparkException as error:
            return error.getCondition(), None

    @staticmethod
    def cell(value):
        if value is None or isinstance(value, (bool, int, float, str)):
            return value
        return f"{value:f}" if isinstance(value, decimal.Decimal) else str(value)

    def skep_answer(self, kind, text):
        try:
            page = self.skep.ask(text, database=kind, query="?shape=arrays&limit=10000", timeout=600)
            return page.columns, page.rows
        except Problem as problem:
            return problem.error_class or problem.document.get("detail"), None

    def test_every_query_gives_pysparks_rows(self):
        wrong, times = {}, {}
        wanted = os.environ.get("SKEP_TPC", "").split()
        for name, text in self.queries.items():
            if wanted and name not in wanted:
                continue
            kind = name.rstrip("0123456789")
            began = time.monotonic()
            columns, rows = self.skep_answer(kind, text)
            times[name] = time.monotonic() - began
            expected_columns, expected_rows = self.spark_answer(kind, text)
            if rows is None or expected_rows is None:
                if columns != expected_columns:
                    wrong[name] = f"Skep: {columns}, Spark: {expected_columns}"
            elif list(map(tuple, columns)) != list(map(tuple, expected_columns)):
                wrong[name] = f"columns {columns} for {expected_columns}"
            elif difference := self.difference(expected_rows, rows):
                wrong[name] = difference
        slowest = sorted(times, key=times.get)[-3:]
        print("slowest:", ", ".join(f"{name} {times[name]:.2f} s" for name in slowest))
        self.assertEqual({}, wrong)

    @staticmethod
    def difference(expected, actual):
        """The first rows that differ, compared as sets: ties of an ORDER BY may come in any order, and where a LIMIT cuts
        them the rows may differ in kind. Empty for none."""
        if len(expected) != len(actual):
            return f"{len(actual)} rows for {len(expected)}"
        for x, y in zip(*(sorted(rows, key=golden.sort_key) for rows in (expected, actual))):
            if not all(golden.same_cell(e, a) for e, a in zip(x, y)):
                return f"{y} for {x}"
        return ""


if __name__ == "__main__":
    unittest.main()
