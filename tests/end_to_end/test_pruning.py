"""A query on one of 100,000 partitions touches one."""

import sqlite3
import time
import unittest

from server import Server

DAYS, HOURS = 1000, 100


class Pruning(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.server.start()
        cls.addClassCleanup(cls.server.close)
        cls.server.ask("CREATE TABLE events (id BIGINT) USING parquet PARTITIONED BY (day STRING, hour INT)")
        cls.server.ask("INSERT INTO events VALUES (1, 'd0500', 7), (2, 'd0501', 7)")
        cls.fill()

    @classmethod
    def fill(cls):
        """Partitions as rows alone: a query that looks at one of them finds no folder."""
        with sqlite3.connect(f"{cls.server.warehouse}/metastore.db", timeout=30) as store:
            table, columns = store.execute(
                "SELECT t.TBL_ID, s.CD_ID FROM TBLS t JOIN SDS s ON s.SD_ID = t.SD_ID WHERE t.TBL_NAME = 'events'").fetchone()
            there = {name for name, in store.execute("SELECT PART_NAME FROM PARTITIONS")}
            rows = [(1000 + number, f"d{number // HOURS:04}", number % HOURS) for number in range(DAYS * HOURS)]
            rows = [row for row in rows if f"day={row[1]}/hour={row[2]}" not in there]
            store.executemany("INSERT INTO SERDES (SERDE_ID, SLIB) VALUES (?, 'x')", [(number,) for number, *_ in rows])
            store.executemany(
                "INSERT INTO SDS (SD_ID, CD_ID, SERDE_ID, LOCATION, NUM_BUCKETS, IS_COMPRESSED, IS_STOREDASSUBDIRECTORIES, INPUT_FORMAT, "
                "OUTPUT_FORMAT) VALUES (?, ?, ?, ?, -1, 0, 0, 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat', 'x')",
                [(number, columns, number, f"file:/nowhere/{day}/{hour}") for number, day, hour in rows])
            store.executemany(
                "INSERT INTO PARTITIONS (PART_ID, CREATE_TIME, LAST_ACCESS_TIME, PART_NAME, SD_ID, TBL_ID) VALUES (?, 0, 0, ?, ?, ?)",
                [(number, f"day={day}/hour={hour}", number, table) for number, day, hour in rows])
            store.executemany("INSERT INTO PARTITION_KEY_VALS VALUES (?, ?, ?)",
                              [(number, value, position) for number, day, hour in rows
                               for position, value in enumerate((day, str(hour)))])

    def explained(self, query):
        return "\n".join(row[0] for row in self.server.rows(f"EXPLAIN EXTENDED {query}"))

    def test_only_the_partitions_that_a_filter_leaves_are_touched(self):
        for where, count in {"day = 'd0500' AND hour = 7": 1, "hour = 7 AND day = 'd0501'": 1, "day = 'd0500'": 100,
                             "hour = 7": 1000, "day IN ('d0500', 'd0501') AND hour = 7": 2, "day > 'd0998' AND hour < 2": 2,
                             "day LIKE 'd05%' AND hour = 7": 100, "day LIKE 'd05_1' AND hour = 7": 10, "day LIKE '%99'": 1000,
                             r"day LIKE 'd\_%' AND hour = 7": 0, "day LIKE 'd/_%' ESCAPE '/' AND hour = 7": 0,
                             "startswith(day, 'd050') AND hour = 7": 10, "contains(day, '50') AND hour = 7": 20,
                             "endswith(day, '500') AND hour = 7": 1, "hour <> 7 AND day = 'd0500'": 99,
                             # What the store cannot decide stays with the engine; the store gets the rest.
                             "upper(day) LIKE 'D05%' AND hour = 7": 1000, "day ILIKE 'D05%' AND hour = 7": 1000}.items():
            plan = self.explained(f"SELECT id FROM events WHERE {where}")
            self.assertRegex(plan, rf"\b{count} partitions?\b", where)

    def test_a_query_on_one_of_them_is_quick_and_small(self):
        self.assertEqual(self.server.rows("SELECT id FROM events WHERE day = 'd0500' AND hour = 7"), [[1]])
        before = self.server.memory_mb()
        began = time.monotonic()
        for _ in range(10):
            self.assertEqual(self.server.rows("SELECT id FROM events WHERE day = 'd0501' AND hour = 7"), [[2]])
        self.assertLess(time.monotonic() - began, 10)
        self.assertLess(self.server.memory_mb() - before, 50)


if __name__ == "__main__":
    unittest.main()
