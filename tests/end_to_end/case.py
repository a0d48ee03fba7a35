"""What the end-to-end tests share: one running server per test class, and a table to ask about."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "harness"))
import server  # noqa: E402
from server import Problem  # noqa: E402,F401

ARROW = "application/vnd.apache.arrow.stream"
NDJSON = "application/x-ndjson"

# Runs for minutes, allocates little, gives no row before its end.
ENDLESS = "SELECT count(*) AS n FROM range(1000000) a CROSS JOIN range(1000000) b WHERE (a.id * b.id) % 7 = 3"

# Gives rows at once and for long.
ENDLESS_ROWS = "SELECT a.id AS a, b.id AS b, 'some text to fill the pipe' AS c FROM range(100000) a CROSS JOIN range(1000000) b"


class ServerCase(unittest.TestCase):
    """One server and warehouse for the class; `setup_statements` run first."""

    setup_statements = ()
    arguments = ()

    @classmethod
    def setUpClass(cls):
        cls.skep = server.Server(arguments=cls.arguments)
        cls.skep.start()
        for statement in cls.setup_statements:
            cls.skep.ask(statement)

    @classmethod
    def tearDownClass(cls):
        alive, log = cls.skep.alive(), cls.skep.log()
        cls.skep.close()
        if not alive:
            raise AssertionError(f"the server died during the tests:\n{log}")

    def problem(self, statement, **more):
        """The problem document that a statement must be answered with."""
        with self.assertRaises(Problem) as caught:
            self.skep.ask(statement, **more)
        return caught.exception


HIVES = (
    "CREATE TABLE hives (id INT, name STRING, kilos DECIMAL(6,2), installed DATE, seen TIMESTAMP, tags ARRAY<STRING>,"
    " place STRUCT<lat: DOUBLE, lon: DOUBLE>, notes MAP<STRING, INT>) STORED AS PARQUET",
    "INSERT INTO hives VALUES"
    " (1, 'Amber', 31.50, DATE '2021-04-01', TIMESTAMP '2024-05-01 10:11:12.5', array('old', NULL),"
    "  named_struct('lat', 52.5D, 'lon', 13.4D), map('swarms', 2)),"
    " (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL)",
)

HARVESTS = (
    "CREATE TABLE harvests (hive STRING, kilos INT) PARTITIONED BY (year INT, region STRING) STORED AS PARQUET",
    "INSERT INTO harvests PARTITION (year, region)"
    " VALUES ('a', 1, 2023, 'north'), ('b', 2, 2023, 'south'), ('c', 3, 2024, 'north'), ('d', 4, 2025, 'north')",
)
