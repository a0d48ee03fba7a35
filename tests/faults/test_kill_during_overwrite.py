"""A server that is killed while it overwrites leaves the old rows or the new ones, and nothing else."""

import os
import random
import threading
import time
import unittest
from pathlib import Path

from server import Server

ROWS = 400_000
KILLS = 24
LEASE_SECONDS = 2  # short enough that some of the restarted servers find a dead one's write to undo


class KillDuringOverwrite(unittest.TestCase):
    def test_an_unpartitioned_table_has_old_or_new_rows(self):
        self.kill_and_look(
            "CREATE TABLE t (generation INT, id BIGINT, text STRING) STORED AS PARQUET",
            "INSERT OVERWRITE t SELECT {n}, id, concat('text ', id) FROM range({rows})",
        )

    def test_a_partitioned_table_has_old_or_new_rows_in_all_partitions(self):
        self.kill_and_look(
            "CREATE TABLE t (generation INT, id BIGINT, text STRING) PARTITIONED BY (p INT) STORED AS PARQUET",
            "INSERT OVERWRITE t PARTITION (p) SELECT {n}, id, concat('text ', id), cast(id % 5 AS int) FROM range({rows})",
        )

    def kill_and_look(self, create, overwrite):
        seed = int(os.environ.get("SKEP_SEED", random.randrange(1 << 30)))
        chance = random.Random(seed)
        outcomes = {"old": 0, "new": 0}
        with Server(environment={"SKEP_WAREHOUSE_LEASE": str(LEASE_SECONDS)}) as skep:
            skep.ask(create)
            took = self.timed(skep, overwrite.format(n=0, rows=ROWS))
            current = 0
            for n in range(1, KILLS + 1):
                self.overwrite_in_background(skep, overwrite.format(n=n, rows=ROWS))
                time.sleep(chance.uniform(0, 1.3 * took))
                skep.kill()
                skep.start()

                found = skep.rows("SELECT generation, count(*), sum(id) FROM t GROUP BY generation")

                self.assertEqual(len(found), 1, f"rows of two writes, seed {seed}, kill {n}: {found}")
                generation, rows, total = found[0]
                self.assertEqual((rows, total), (ROWS, ROWS * (ROWS - 1) // 2), f"seed {seed}, kill {n}")
                self.assertIn(generation, (current, n), f"seed {seed}, kill {n}")
                outcomes["old" if generation == current else "new"] += 1
                current = generation

            self.timed(skep, overwrite.format(n=KILLS + 1, rows=ROWS))
            self.assertEqual(skep.rows("SELECT DISTINCT generation FROM t"), [[KILLS + 1]])
            self.nothing_is_left_over(skep)
        self.assertGreater(outcomes["old"], 0, f"seed {seed}: no kill came early enough: {outcomes}")

    def timed(self, skep, statement):
        began = time.monotonic()
        skep.ask(statement)
        return time.monotonic() - began

    def overwrite_in_background(self, skep, statement):
        def ask():
            try:
                skep.ask(statement)
            except Exception:  # it is killed meanwhile
                pass

        threading.Thread(target=ask, daemon=True).start()

    def nothing_is_left_over(self, skep):
        """Once leases and retention are over, a restart leaves only what the table names."""
        skep.stop()
        time.sleep(LEASE_SECONDS + 1)
        skep.environment["SKEP_WAREHOUSE_RETENTION"] = "0"
        skep.start()
        root = Path(skep.warehouse, "user/hive/warehouse/t")
        for _ in range(100):
            writes = sorted(path.name for path in (root / "_skep").iterdir())
            if len(writes) == 1:
                return
            time.sleep(0.1)
        self.fail(f"folders of {len(writes)} writes are still there: {writes}")
