"""Clients other than Spark use Skep's metastore, and Hive's own metastore shares a database with it."""

import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import environment
import java_metastore
import postgresql
from server import Server, free_port

HERE = Path(__file__).resolve().parent / "metastore"
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
                              cwd=self.place, text=True, capture_output=True, timeout=240)
        self.assertEqual(done.returncode, 0, f"{done.stdout[-2000:]}\n{done.stderr[-4000:]}")

    def test_pyiceberg_commits_twice_at_once(self):
        self.run_script("iceberg.py", self.serve(), f"{self.place}/iceberg")

    @unittest.skipUnless(postgresql.programs() and java_metastore.available(), "PostgreSQL, Java or Maven is missing")
    def test_hives_own_metastore_shares_a_database_with_skep(self):
        with postgresql.Postgresql() as store:
            url = store.create_database("shared")
            port = self.serve("--conf", f"javax.jdo.option.ConnectionURL={url}")
            # Hive's metastore checks and uses the schema that Skep made.
            with java_metastore.HiveMetastore(url, f"file:{self.place}/warehouse") as hive:
                self.run_script("shared.py", hive.port, port, f"file:{self.place}/warehouse")
            for table in ("TBLS", "PARTITIONS", "SDS", "SERDES", "CDS", "COLUMNS_V2"):
                self.assertEqual(store.query("shared", f'SELECT count(*) FROM "{table}"'), [["0"]], table)
