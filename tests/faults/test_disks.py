"""Disks that are full or that may not be written: one clear error, and the old rows stay."""

import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from server import Problem, Server, skep


class FullDisk(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="skep-small-")
        mounted = os.geteuid() == 0 and subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", self.folder], capture_output=True
        ).returncode == 0
        if not mounted:
            os.rmdir(self.folder)
            self.skipTest("needs the right to mount a small file system")

    def tearDown(self):
        if os.path.isdir(self.folder):
            subprocess.run(["umount", "-l", self.folder], check=False)
            os.rmdir(self.folder)

    def test_a_write_that_fills_the_disk_fails_clearly_and_changes_nothing(self):
        with Server(self.folder) as server:
            server.ask("CREATE TABLE t AS SELECT 1 AS id, 'small' AS text")

            for write in ("INSERT OVERWRITE t", "INSERT INTO t", "CREATE TABLE u AS"):
                with self.assertRaises(Problem) as caught:
                    server.ask(f"{write} SELECT cast(id AS int), concat(sin(id), cos(id)) FROM range(2000000)")
                self.assertRegex(str(caught.exception.document["detail"]).lower(), "space|full|disk", write)

            self.assertEqual(server.rows("SELECT * FROM t"), [[1, "small"]])
            self.assertEqual(server.rows("SHOW TABLES LIKE 'u'"), [])
            server.ask("INSERT INTO t VALUES (2, 'room again')")
            self.assertEqual(server.rows("SELECT count(*) FROM t"), [[2]])


class ForbiddenFolders(unittest.TestCase):
    def test_a_warehouse_that_cannot_be_made_is_one_clear_line(self):
        with tempfile.NamedTemporaryFile() as file:
            done = skep("serve", "--listen", "127.0.0.1:0", "--warehouse", f"{file.name}/below-a-file", timeout=20)

        self.assertNotEqual(done.returncode, 0)
        self.assertIn("below-a-file", done.stderr)
        self.assertLessEqual(len(done.stderr.strip().splitlines()), 3, done.stderr)

    def test_data_that_was_removed_behind_our_back_is_an_error_that_names_it(self):
        with Server() as server:
            server.ask("CREATE TABLE t AS SELECT id FROM range(10)")
            root = Path(server.warehouse, "user/hive/warehouse/t")
            for file in root.rglob("*.parquet"):
                file.write_bytes(b"this is no Parquet file")

            with self.assertRaises(Problem) as caught:
                server.ask("SELECT sum(id) FROM t")

            self.assertIn("t", caught.exception.document["detail"])
            self.assertEqual(server.rows("SELECT 1"), [[1]])

    def test_a_metastore_file_that_is_no_database_is_one_clear_line(self):
        folder = tempfile.mkdtemp(prefix="skep-test-")
        try:
            with Server(folder) as server:
                server.rows("SELECT 1")
            stores = [path for path in Path(folder).rglob("*") if path.is_file() and path.read_bytes()[:6] == b"SQLite"]
            self.assertTrue(stores)
            for store in stores:
                store.write_bytes(b"nonsense" * 1000)
                for more in ("-wal", "-shm"):
                    Path(str(store) + more).unlink(missing_ok=True)

            done = skep("serve", "--listen", "127.0.0.1:0", "--warehouse", folder, timeout=20)

            self.assertNotEqual(done.returncode, 0)
            self.assertIn("database", done.stderr)
        finally:
            shutil.rmtree(folder)
