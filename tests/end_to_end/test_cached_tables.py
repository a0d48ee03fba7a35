"""CACHE TABLE keeps rows that later reads get; whatever changes, nobody gets old ones."""

import os
import shutil
import time
from pathlib import Path

from case import ServerCase

TABLES = "/api/v1/databases/default/tables"


class Cached(ServerCase):
    def setUp(self):
        self.skep.ask("CLEAR CACHE")
        self.skep.ask("DROP TABLE IF EXISTS bees")
        self.skep.ask("CREATE TABLE bees (id INT, name STRING) USING parquet")
        self.skep.ask("INSERT INTO bees VALUES (1, 'Ada'), (2, 'Bea')")
        self.folder = Path(self.skep.warehouse) / "user/hive/warehouse/bees"
        self.age()

    def age(self):
        """Files that were written just now are not trusted to keep their time."""
        for file in self.folder.glob("part-*"):
            os.utime(file, (time.time() - 60, time.time() - 60))

    def cached(self, name="default.bees"):
        found = [table for table in self.skep.get("/api/v1/cache")["tables"] if table["name"] == name]
        return found[0] if found else None

    def assert_read(self, statement, rows, hits, name="default.bees", **more):
        """The rows, and how many reads the cache has answered then."""
        self.assertEqual(self.skep.rows(statement, **more), rows)
        self.assertEqual(self.cached(name)["hits"], hits)


class CachedTables(Cached):
    def test_reads_get_the_rows_that_are_kept(self):
        self.skep.ask("CACHE TABLE bees")

        self.assertEqual((self.cached()["rows"], self.cached()["hasRows"], self.cached()["fills"]), (2, True, 1))
        self.assertEqual(self.cached()["storageLevel"], "MEMORY_AND_DISK")
        self.assert_read("SELECT name FROM bees WHERE id = 2", [["Bea"]], 1)
        self.assert_read("SELECT count(*) FROM bees a JOIN bees b ON a.id = b.id", [[2]], 2)
        self.assertGreater(self.cached()["bytes"], 0)

    def test_a_lazy_one_gets_its_rows_at_the_first_read(self):
        self.skep.ask("CACHE LAZY TABLE bees OPTIONS ('storageLevel' = 'disk_only')")

        self.assertEqual((self.cached()["hasRows"], self.cached()["storageLevel"]), (False, "DISK_ONLY"))
        self.assert_read("SELECT count(*) FROM bees", [[2]], 0)
        self.assertTrue(self.cached()["hasRows"])
        self.assert_read("SELECT count(*) FROM bees", [[2]], 1)

    def test_our_own_changes_are_seen(self):
        self.skep.ask("CACHE TABLE bees")
        self.skep.ask("INSERT INTO bees VALUES (3, 'Cora')")
        self.assert_read("SELECT max(id) FROM bees", [[3]], 0)
        self.age()
        self.assert_read("SELECT max(id) FROM bees", [[3]], 0)
        self.assertEqual((self.cached()["rows"], self.cached()["fills"]), (3, 2))
        self.assert_read("SELECT max(id) FROM bees", [[3]], 1)
        self.skep.ask("INSERT OVERWRITE bees VALUES (9, 'Zoe')")
        self.assert_read("SELECT id FROM bees", [[9]], 1)
        self.skep.ask("TRUNCATE TABLE bees")
        self.assert_read("SELECT id FROM bees", [], 1)

    def test_files_that_others_add_change_and_remove_are_seen(self):
        self.skep.ask("CACHE TABLE bees")
        first = next(self.folder.glob("part-*"))
        more = first.with_name("part-00001-another" + first.suffix)
        shutil.copy(first, more)
        self.assert_read("SELECT count(*) FROM bees", [[4]], 0)
        self.age()
        self.assert_read("SELECT count(*) FROM bees", [[4]], 0)
        self.assert_read("SELECT count(*) FROM bees", [[4]], 1)
        os.utime(more, (time.time() - 30, time.time() - 30))
        self.assert_read("SELECT count(*) FROM bees", [[4]], 1)
        self.assertEqual(self.cached()["fills"], 3)
        more.unlink()
        self.assert_read("SELECT count(*) FROM bees", [[2]], 1)

    def test_other_columns_are_seen(self):
        self.skep.ask("CACHE TABLE bees")
        self.skep.ask("ALTER TABLE bees ADD COLUMNS (age INT)")
        self.assert_read("SELECT * FROM bees ORDER BY id", [[1, "Ada", None], [2, "Bea", None]], 0)

    def test_a_table_of_the_same_name_is_another_one(self):
        self.skep.ask("CACHE TABLE bees")
        self.skep.ask("DROP TABLE bees")
        self.assertIsNone(self.cached())
        self.skep.ask("CREATE TABLE bees (id INT) USING parquet")
        self.assertEqual(self.skep.rows("SELECT * FROM bees"), [])
        self.assertIsNone(self.cached())

    def test_a_renamed_one_stays_cached(self):
        self.skep.ask("DROP TABLE IF EXISTS wasps")
        self.skep.ask("CACHE LAZY TABLE bees")
        self.skep.ask("ALTER TABLE bees RENAME TO wasps")
        self.assertEqual(self.skep.rows("SELECT count(*) FROM wasps"), [[2]])
        self.assertIsNotNone(self.cached("default.wasps"))
        self.assertIsNone(self.cached())

    def test_uncache_and_clear_forget(self):
        self.skep.ask("CACHE TABLE bees")
        self.skep.ask("UNCACHE TABLE bees")
        self.assertIsNone(self.cached())
        self.skep.ask("UNCACHE TABLE bees")
        self.skep.ask("CACHE TABLE bees")
        self.skep.ask("CLEAR CACHE")
        self.assertEqual(self.skep.get("/api/v1/cache"), {"bytes": 0, "tables": []})
        self.assertEqual(self.skep.rows("SELECT count(*) FROM bees"), [[2]])

    def test_values_of_every_type_come_back_as_they_were(self):
        self.skep.ask("DROP TABLE IF EXISTS kinds")
        self.skep.ask(
            "CREATE TABLE kinds USING parquet AS SELECT CAST(1 AS TINYINT) AS a, CAST(2 AS SMALLINT) AS b, 3L AS c, 1.5F AS d,"
            " CAST('NaN' AS DOUBLE) AS e, 12.340 AS f, true AS g, X'00FF' AS h, DATE '1582-10-04' AS i,"
            " TIMESTAMP '0001-01-01 00:00:00.000001' AS j, TIMESTAMP_NTZ '2024-03-31 02:30:00' AS k, array(1, NULL) AS l,"
            " map('x', named_struct('Y', 1, 'z', array('', NULL))) AS m, CAST(NULL AS STRING) AS n, -0.0D AS o")
        before = self.skep.ask("SELECT * FROM kinds", query="?shape=arrays")
        self.skep.ask("CACHE TABLE kinds")
        after = self.skep.ask("SELECT * FROM kinds", query="?shape=arrays")
        self.assertEqual((repr(after.rows), after.columns), (repr(before.rows), before.columns))
        self.assertEqual(self.cached("default.kinds")["hits"], 1)

    def test_partition_columns_are_kept_too(self):
        self.skep.ask("DROP TABLE IF EXISTS hours")
        self.skep.ask("CREATE TABLE hours (id INT) USING parquet PARTITIONED BY (h INT)")
        self.skep.ask("INSERT INTO hours VALUES (1, 10), (2, 20), (3, NULL)")
        self.skep.ask("CACHE TABLE hours")
        self.assert_read("SELECT * FROM hours WHERE h > 10 OR h IS NULL ORDER BY id", [[2, 20], [3, None]], 1, "default.hours")
        self.skep.ask("ALTER TABLE hours DROP PARTITION (h = 20)")
        self.assertEqual(self.skep.rows("SELECT id FROM hours ORDER BY id"), [[1], [3]])

    def test_an_empty_table_is_cached(self):
        self.skep.ask("TRUNCATE TABLE bees")
        self.skep.ask("CACHE TABLE bees")
        self.assert_read("SELECT * FROM bees", [], 1)

    def test_another_time_zone_does_not_get_the_rows(self):
        self.skep.ask("DROP TABLE IF EXISTS moments")
        folder = Path(self.skep.warehouse) / "moments"
        folder.mkdir(exist_ok=True)
        file = folder / "moments.csv"
        file.write_text("2024-01-01 00:00:00\n")
        self.skep.ask(f"CREATE TABLE moments (at TIMESTAMP) USING csv LOCATION '{folder}'")
        os.utime(file, (time.time() - 60, time.time() - 60))
        self.skep.ask("CACHE TABLE moments")
        berlin = self.skep.open_session(**{"spark.sql.session.timeZone": "Europe/Berlin"})
        self.assertEqual(self.skep.rows("SELECT unix_seconds(at) FROM moments"), [[1704067200]])
        self.assertEqual(self.skep.rows("SELECT unix_seconds(at) FROM moments", session=berlin), [[1704063600]])


class CachedViews(Cached):
    def test_a_query_becomes_a_view_whose_rows_are_kept(self):
        session = self.skep.open_session()
        self.skep.ask("CACHE TABLE few AS SELECT name, id + 1 AS next FROM bees WHERE id < 5", session=session)

        self.assert_read("SELECT next FROM few WHERE name = 'Bea'", [[3]], 1, "few", session=session)
        self.assertTrue(self.cached("few")["temporary"])
        self.skep.ask("INSERT INTO bees VALUES (3, 'Cora')")
        self.assert_read("SELECT count(*) FROM few", [[3]], 1, "few", session=session)
        self.age()
        self.assert_read("SELECT count(*) FROM few", [[3]], 1, "few", session=session)
        self.assert_read("SELECT count(*) FROM few", [[3]], 2, "few", session=session)
        self.skep.ask("UNCACHE TABLE few", session=session)
        self.assertIsNone(self.cached("few"))
        self.assertEqual(self.skep.rows("SELECT count(*) FROM few", session=session), [[3]])

    def test_what_is_cached_of_a_temporary_view_goes_with_it(self):
        session = self.skep.open_session()
        self.skep.ask("CACHE TABLE few AS SELECT id FROM bees", session=session)
        self.skep.ask("DROP VIEW few", session=session)
        self.assertIsNone(self.cached("few"))
        self.skep.ask("CACHE TABLE few AS SELECT id FROM bees", session=session)
        self.skep.request("DELETE", f"/api/v1/sessions/{session}")
        self.assertIsNone(self.cached("few"))

    def test_each_session_has_its_own(self):
        one, other = self.skep.open_session(), self.skep.open_session()
        self.skep.ask("CACHE TABLE few AS SELECT 1 AS x", session=one)
        self.skep.ask("CREATE TEMPORARY VIEW few AS SELECT 2 AS x", session=other)
        self.assertEqual(self.skep.rows("SELECT x FROM few", session=one), [[1]])
        self.assertEqual(self.skep.rows("SELECT x FROM few", session=other), [[2]])

    def test_a_view_of_the_metastore_is_cached_and_follows_what_it_reads(self):
        self.skep.ask("DROP VIEW IF EXISTS workers")
        self.skep.ask("CREATE VIEW workers AS SELECT name FROM bees WHERE id > 1")
        self.skep.ask("CACHE TABLE workers")
        self.assert_read("SELECT name FROM workers", [["Bea"]], 1, "default.workers")
        self.assert_read("SELECT name FROM workers", [["Bea"]], 2, "default.workers")
        shutil.copy(next(self.folder.glob("part-*")), self.folder / "part-00001-more.parquet")
        self.assert_read("SELECT name FROM workers", [["Bea"], ["Bea"]], 2, "default.workers")
        self.skep.ask("ALTER VIEW workers AS SELECT name FROM bees WHERE id = 1")
        self.assertEqual(self.skep.rows("SELECT DISTINCT name FROM workers"), [["Ada"]])
        self.assertEqual(self.problem("INSERT INTO workers VALUES ('x')").status, 400)

    def test_rows_that_differ_each_time_are_refused(self):
        session = self.skep.open_session()
        self.assertIn(self.problem("CACHE TABLE few AS SELECT rand() AS x", session=session).status, (400, 422, 501))
        self.assertIsNone(self.cached("few"))

    def test_a_query_that_fails_leaves_no_view(self):
        session = self.skep.open_session()
        problem = self.problem("CACHE TABLE few AS SELECT 1 / (id - 1) AS x FROM bees", session=session)
        self.assertEqual(problem.error_class, "DIVIDE_BY_ZERO")
        self.assertEqual(self.problem("SELECT * FROM few", session=session).error_class, "TABLE_OR_VIEW_NOT_FOUND")


class CacheResource(Cached):
    def put(self, table="bees", body=None):
        status, _, text = self.skep.request("PUT", f"{TABLES}/{table}/cache", body)
        return status, text

    def test_put_caches_and_delete_forgets(self):
        status, text = self.put(body={"storageLevel": "DISK_ONLY", "lazy": True})
        self.assertEqual(status, 200, text)
        self.assertEqual(self.cached()["storageLevel"], "DISK_ONLY")
        self.assertFalse(self.cached()["hasRows"])
        self.assertEqual(self.skep.request("DELETE", f"{TABLES}/bees/cache")[0], 204)
        self.assertIsNone(self.cached())
        self.assertEqual(self.put()[0], 200)
        self.assertEqual(self.cached()["rows"], 2)

    def test_what_is_wrong_is_refused(self):
        self.assertEqual(self.put("nothing")[0], 404)
        self.assertEqual(self.skep.request("DELETE", f"{TABLES}/nothing/cache")[0], 404)
        self.assertEqual(self.put(body={"storageLevel": "NOWHERE"})[0], 400)
        self.assertEqual(self.put(body={"storageLevel": "' "})[0], 400)
        self.assertEqual(self.put(body={"level": "NONE"})[0], 400)


class CacheBudget(Cached):
    arguments = ("--conf", "skep.cache.budget.bytes=2000000")

    def make(self, name, rows):
        self.skep.ask(f"DROP TABLE IF EXISTS {name}")
        self.skep.ask(f"CREATE TABLE {name} USING parquet AS SELECT id, uuid() AS u FROM range({rows})")

    def test_the_longest_unused_makes_room_and_comes_back(self):
        for name in ("one", "two", "three"):
            self.make(name, 20000)
        self.skep.ask("CACHE TABLE one")
        self.skep.ask("CACHE TABLE two")
        self.assertEqual(self.skep.rows("SELECT count(*) FROM one"), [[20000]])
        self.skep.ask("CACHE TABLE three")

        has_rows = {name: self.cached(f"default.{name}")["hasRows"] for name in ("one", "two", "three")}
        self.assertEqual(has_rows, {"one": True, "two": False, "three": True})
        self.assertLessEqual(self.skep.get("/api/v1/cache")["bytes"], 2000000)
        self.assertEqual(self.skep.rows("SELECT count(*) FROM two"), [[20000]])
        self.assertTrue(self.cached("default.two")["hasRows"])

    def test_what_never_fits_fails_by_name_and_is_read_itself(self):
        self.make("large", 100000)
        problem = self.problem("CACHE TABLE large")
        self.assertEqual((problem.status, problem.error_class), (507, "RESULT_STORAGE_FULL"))
        self.assertIn("skep.cache.budget.bytes", problem.document["detail"])
        self.assertEqual(self.skep.rows("SELECT count(*) FROM large"), [[100000]])

    def test_results_of_jobs_and_tables_share_it(self):
        self.make("one", 20000)
        self.skep.ask("CACHE TABLE one")
        status, _, _ = self.skep.request("POST", "/api/v1/jobs", {"statement": "SELECT uuid() AS u FROM range(80000)"})
        self.assertEqual(status, 202)
        until = time.monotonic() + 20
        while self.cached("default.one")["hasRows"] and time.monotonic() < until:
            time.sleep(0.1)
        self.assertFalse(self.cached("default.one")["hasRows"], "the job's result took its place")


class CacheFolder(Cached):
    def test_nothing_is_left_of_a_server_that_was_killed(self):
        self.skep.ask("CACHE TABLE bees")
        folder = Path(self.skep.warehouse) / "cached-tables"
        self.assertTrue(list(folder.rglob("*.parquet")))
        self.skep.kill()
        self.skep.start()
        self.assertEqual(list(folder.rglob("*.parquet")), [])
        self.assertEqual(self.skep.rows("SELECT count(*) FROM bees"), [[2]])
