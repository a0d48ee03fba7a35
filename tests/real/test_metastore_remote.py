"""Skep as a client of Hive's own metastores 2.3, 3.1 and 4.0: the suite that every store passes, and statements by SQL."""

import os
import shutil
import subprocess
import tempfile
import unittest

import java_metastore
import postgresql
from server import PROJECT, Server, free_port, skep

SUITE = PROJECT / "build/release/test/skep_services_metastore_thrift_test"
NEEDS_HIVE = unittest.skipUnless(postgresql.programs() and java_metastore.available(), "PostgreSQL, Java or Maven is missing")


def create_schema(url, version, folder):
    """The schema 2.3 is Skep's to make."""
    if version != "2.3":
        return java_metastore.create_schema(url, version)
    skep("metastore", "init", "--warehouse", f"{folder}/init", "--conf", f"javax.jdo.option.ConnectionURL={url}")


@NEEDS_HIVE
class RemoteMetastore(unittest.TestCase):
    def setUp(self):
        self.place = tempfile.mkdtemp(prefix="skep-remote-")
        self.addCleanup(shutil.rmtree, self.place, ignore_errors=True)

    def suite(self, version):
        if not SUITE.exists():
            self.skipTest(f"{SUITE} is missing: build all of the release")
        with postgresql.Postgresql() as store:
            url = store.create_database("remote")
            create_schema(url, version, self.place)
            with java_metastore.HiveMetastore(url, f"file:{self.place}/warehouse", version, on_disk=False) as hive:
                done = subprocess.run([SUITE, "--gtest_filter=Other/*", "--gtest_brief=1"], text=True, capture_output=True,
                                      timeout=1200,
                                      env={**os.environ, "SKEP_TEST_METASTORE_URIS": f"thrift://127.0.0.1:{hive.port}",
                                           "SKEP_TEST_METASTORE_VERSION": version})
        self.assertEqual(done.returncode, 0, done.stdout[-8000:] + done.stderr[-2000:])
        self.assertNotIn("what this store needs is not installed here", done.stdout)

    def test_the_suite_of_every_store_passes_on_hive_2_3(self):
        self.suite("2.3")

    def test_the_suite_of_every_store_passes_on_hive_3_1(self):
        self.suite("3.1")

    def test_the_suite_of_every_store_passes_on_hive_4_0(self):
        self.suite("4.0")

    def statements(self, version):
        with postgresql.Postgresql() as store:
            url = store.create_database("statements")
            create_schema(url, version, self.place)
            with java_metastore.HiveMetastore(url, f"file:{self.place}/warehouse", version) as hive:
                uris = f"thrift://127.0.0.1:{free_port()},thrift://127.0.0.1:{hive.port}"
                settings = ["--conf", f"spark.hadoop.hive.metastore.uris={uris}",
                            "--conf", f"spark.sql.warehouse.dir={self.place}/warehouse"]
                self.write_and_read(settings)
                rows = store.query("statements", """SELECT "PART_NAME" FROM "PARTITIONS" ORDER BY 1""")
                self.assertEqual(rows, [["day=2024-01-01"], ["day=2024-01-02"], ["day=2024-01-03"]])

    def write_and_read(self, settings):
        with Server(warehouse=f"{self.place}/skep", arguments=settings) as server:
            ask = server.ask
            ask("CREATE DATABASE farm")
            ask("CREATE TABLE farm.hives STORED AS PARQUET AS SELECT id, concat('hive ', id) AS name FROM range(3)")
            ask("CREATE TABLE farm.visits (hive INT, note STRING) PARTITIONED BY (day STRING) STORED AS PARQUET")
            ask("INSERT INTO farm.visits VALUES (1, 'a', '2024-01-01'), (2, 'b', '2024-01-02'), (3, 'c', '2024-01-02')")
            ask("INSERT INTO farm.visits VALUES (4, 'd', '2024-01-02'), (5, 'e', '2024-01-03')")
            ask("INSERT OVERWRITE farm.visits PARTITION (day = '2024-01-01') VALUES (6, 'f')")
            ask("INSERT OVERWRITE farm.hives SELECT 7, 'seven'")
            ask("ALTER TABLE farm.hives SET TBLPROPERTIES ('made' = 'here')")
            with self.assertRaisesRegex(Exception, "_ALREADY_EXISTS"):
                ask("CREATE TABLE farm.hives (x INT)")
            with self.assertRaisesRegex(Exception, "SCHEMA_NOT_EMPTY"):
                ask("DROP DATABASE farm")
        with Server(warehouse=f"{self.place}/skep", arguments=settings) as server:
            ask = server.ask
            self.assertEqual(ask("SELECT * FROM farm.hives").rows, [{"id": 7, "name": "seven"}])
            self.assertEqual([[row["hive"], row["day"]] for row in ask("SELECT hive, day FROM farm.visits ORDER BY hive").rows],
                             [[2, "2024-01-02"], [3, "2024-01-02"], [4, "2024-01-02"], [5, "2024-01-03"], [6, "2024-01-01"]])
            self.assertEqual(ask("SELECT count(*) AS n FROM farm.visits WHERE day >= '2024-01-02'").rows, [{"n": 4}])
            ask("ALTER TABLE farm.hives RENAME TO farm.old_hives")
            ask("DROP TABLE farm.old_hives")
            self.assertEqual([row["tableName"] for row in ask("SHOW TABLES IN farm").rows], ["visits"])

    def test_statements_write_and_read_on_hive_2_3(self):
        self.statements("2.3")

    def test_statements_write_and_read_on_hive_3_1(self):
        self.statements("3.1")

    def test_statements_write_and_read_on_hive_4_0(self):
        self.statements("4.0")
