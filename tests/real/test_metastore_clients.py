"""Clients other than Spark use Skep's metastore, and Hive's own metastore shares a database with it."""

import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import environment
import java_metastore
import postgresql
from server import Server, free_port, skep

HERE = Path(__file__).resolve().parent / "metastore"
NEEDS_HIVE = unittest.skipUnless(postgresql.programs() and java_metastore.available(), "PostgreSQL, Java or Maven is missing")

# All but Skep's own tables: columns with types and defaults, and what constraints and indexes say, whatever their names. A
# default of NULL is none.
SCHEMA_QUERIES = {
    "columns": """SELECT table_name, column_name, data_type, coalesce(character_maximum_length, 0), is_nullable,
        regexp_replace(regexp_replace(coalesce(column_default, ''), '^NULL::.*', ''), '[a-zA-Z_"]*_seq', 'seq', 'g') FROM information_schema.columns
        WHERE table_schema = current_schema() AND table_name NOT LIKE 'SKEP%' ORDER BY 1, 2""",
    "constraints": """SELECT conrelid::regclass::text, contype, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = current_schema()::regnamespace AND conrelid::regclass::text NOT LIKE '%SKEP%' ORDER BY 1, 2, 3""",
    "indexes": """SELECT tablename, regexp_replace(indexdef, 'INDEX .* ON', 'INDEX ON') FROM pg_indexes
        WHERE schemaname = current_schema() AND tablename NOT LIKE 'SKEP%' ORDER BY 1, 2""",
}
# What Hive's scripts leave behind of the release 1.2 with which they begin; a database that began with 2.3 has it so.
BEGUN_WITH_2_3 = """DROP TABLE "COLUMNS_OLD"; ALTER TABLE "TBLS" ALTER "IS_REWRITE_ENABLED" DROP DEFAULT;
    ALTER TABLE txn_components ALTER tc_operation_type SET NOT NULL"""
REQUIREMENTS = ["pyiceberg[hive]==0.12.0", "pyarrow==26.0.1"]


class MetastoreClients(unittest.TestCase):
    def setUp(self):
        self.place = tempfile.mkdtemp(prefix="skep-clients-")
        self.addCleanup(shutil.rmtree, self.place, ignore_errors=True)

    def serve(self, *settings):
        port = free_port()
        arguments = ["--metastore-port", str(port), "--conf", f"spark.sql.warehouse.dir={self.place}/warehouse"]
        self.skep = Server(warehouse=f"{self.place}/skep", arguments=[*arguments, *settings])
        self.skep.start()
        self.addCleanup(self.skep.close)
        return port

    def run_script(self, name, *arguments):
        done = subprocess.run([environment.python("iceberg", REQUIREMENTS), HERE / name, *map(str, arguments)],
                              cwd=self.place, text=True, capture_output=True, timeout=400)
        self.assertEqual(done.returncode, 0, f"{done.stdout[-2000:]}\n{done.stderr[-4000:]}")

    def test_pyiceberg_commits_twice_at_once(self):
        self.run_script("iceberg.py", self.serve(), f"{self.place}/iceberg")

    def test_every_listed_call_gives_what_was_written(self):
        self.run_script("calls.py", self.serve(), f"file:{self.place}/warehouse")

    def share(self, version):
        """Hive's own metastore of a release beside Skep, on the schema of that release."""
        with postgresql.Postgresql() as store:
            url = store.create_database("shared")
            if version != "2.3":
                java_metastore.create_schema(url, version)
            port = self.serve("--conf", f"javax.jdo.option.ConnectionURL={url}")
            # Hive's metastore checks and uses the schema that Skep made, or Skep that of Hive.
            with java_metastore.HiveMetastore(url, f"file:{self.place}/warehouse", version) as hive:
                self.run_script("shared.py", hive.port, port, f"file:{self.place}/warehouse", version)
            for table in ("TBLS", "PARTITIONS", "SDS", "SERDES", "CDS", "COLUMNS_V2"):
                self.assertEqual(store.query("shared", f'SELECT count(*) FROM "{table}"'), [["0"]], table)

    @NEEDS_HIVE
    def test_hives_own_metastore_2_3_shares_a_database_with_skep(self):
        self.share("2.3")

    @NEEDS_HIVE
    def test_hives_own_metastore_3_1_shares_a_database_with_skep(self):
        self.share("3.1")

    @NEEDS_HIVE
    def test_hives_own_metastore_4_0_shares_a_database_with_skep(self):
        self.share("4.0")

    @NEEDS_HIVE
    def test_hives_own_clients_find_what_they_wrote(self):
        port = self.serve()
        for version in ("3.1", "4.0"):
            done = java_metastore.run_java(HERE / "HiveClient.java", version, port, f"file:{self.place}/warehouse", "2.3")
            self.assertEqual(done.returncode, 0, f"{version}:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")

    @NEEDS_HIVE
    def test_hives_own_clients_find_what_they_wrote_in_a_newer_schema(self):
        with postgresql.Postgresql() as store:
            url = store.create_database("newer")
            java_metastore.create_schema(url, "3.1")
            port = self.serve("--conf", f"javax.jdo.option.ConnectionURL={url}")
            done = java_metastore.run_java(HERE / "HiveClient.java", "3.1", port, f"file:{self.place}/warehouse", "3.1")
            self.assertEqual(done.returncode, 0, f"{done.stdout[-2000:]}\n{done.stderr[-4000:]}")

    @NEEDS_HIVE
    def test_the_schema_is_equal_to_what_hives_own_scripts_make(self):
        with postgresql.Postgresql() as store:
            theirs, ours = store.create_database("theirs"), store.create_database("ours")
            java_metastore.create_schema_2_3(theirs)
            store.query("theirs", BEGUN_WITH_2_3)
            done = skep("metastore", "init", "--warehouse", f"{self.place}/skep", "--conf", f"javax.jdo.option.ConnectionURL={ours}")
            self.assertEqual(done.returncode, 0, done.stderr)
            for what, query in SCHEMA_QUERIES.items():
                self.assertEqual(store.query("ours", query), store.query("theirs", query), what)
