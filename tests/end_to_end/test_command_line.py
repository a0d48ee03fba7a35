"""skep sql, skep version, --help."""

import json
import os
import shutil
import tempfile
import unittest
from pathlib import Path


from case import server


class CommandLine(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.warehouse = tempfile.mkdtemp(prefix="skep-test-")
        cls.sql("-e", "CREATE TABLE t STORED AS PARQUET AS SELECT id, concat('n', id) AS name FROM range(3)")

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.warehouse, ignore_errors=True)

    @classmethod
    def sql(cls, *arguments, **more):
        return server.skep("sql", "--warehouse", cls.warehouse, *arguments, **more)

    def ok(self, *arguments, **more):
        done = self.sql(*arguments, **more)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_tsv_is_for_scripts(self):
        self.assertEqual(self.ok("-e", "SELECT id, name FROM t ORDER BY id", "--format", "tsv").splitlines()[-3:],
                         ["0\tn0", "1\tn1", "2\tn2"])

    def test_a_table_is_for_people(self):
        out = self.ok("-e", "SELECT id, name FROM t ORDER BY id", "--format", "table")

        for word in ("id", "name", "n0", "n1", "n2"):
            self.assertIn(word, out)

    def test_json(self):
        out = self.ok("-e", "SELECT id, name FROM t ORDER BY id", "--format", "json")

        self.assertIn('"n1"', out)
        json.loads(out.splitlines()[0] if out.count("\n") > 2 else out)

    def test_a_file_of_statements_runs_in_order(self):
        script = Path(self.warehouse, "script.sql")
        script.write_text(
            "-- a remark; with a semicolon\n"
            "CREATE DATABASE IF NOT EXISTS meadow;\nUSE meadow;\n"
            "DROP TABLE IF EXISTS v;\nCREATE TABLE v AS SELECT ';' AS semicolon, 7 AS n;\n"
            "/* another; remark */ SELECT n, semicolon FROM v;\nSELECT count(*) AS c FROM meadow.v\n"
        )

        out = self.ok("-f", script, "--format", "tsv")

        self.assertIn("7\t;", out)
        self.assertEqual(out.splitlines()[-1], "1")

    def test_use_and_set_last_for_one_run(self):
        out = self.ok("-e", "CREATE DATABASE IF NOT EXISTS forest; USE forest; SELECT current_database()", "--format", "tsv")

        self.assertIn("forest", out.splitlines()[-1])
        self.assertIn("default", self.ok("-e", "SELECT current_database()", "--format", "tsv").splitlines()[-1])

    def test_the_first_error_ends_a_run_and_points_at_its_place(self):
        done = self.sql("-e", "SELECT 1; SELECT nam FROM t; CREATE TABLE never (a INT)")

        self.assertNotEqual(done.returncode, 0)
        self.assertIn("UNRESOLVED_COLUMN", done.stderr)
        self.assertIn("^", done.stderr)
        self.assertNotIn("never", self.ok("-e", "SHOW TABLES"))

    def test_analyze_only_prints_plan_and_types_and_runs_nothing(self):
        out = self.ok("--analyze-only", "-e", "SELECT id, 1 / 2 AS half FROM t WHERE id > 1")

        self.assertIn("half", out)
        self.assertIn("double", out)
        self.assertIn("bigint", out)

    def test_version_and_help(self):
        self.assertRegex(server.skep("version").stdout, r"\d+\.\d+")
        for arguments in (("--help",), ("serve", "--help"), ("sql", "--help")):
            done = server.skep(*arguments)
            self.assertEqual(done.returncode, 0)
            self.assertGreater(len(done.stdout.splitlines()), 3)

    def test_wrong_arguments_are_explained(self):
        for arguments in (("sql",), ("sqll",), ("sql", "--warehouse", self.warehouse, "-f", "/no/such/file"),
                          ("serve", "--listen", "nonsense", "--warehouse", self.warehouse)):
            done = server.skep(*arguments, timeout=20)
            self.assertNotEqual(done.returncode, 0, arguments)
            self.assertTrue(done.stderr.strip() or done.stdout.strip(), arguments)

    def test_settings_that_would_be_ignored_are_refused(self):
        for setting in ("spark.sql.ansi.enabled=false", "spark.sql.sources.default=csv", "skep.engine.thread=2",
                        "spark.sql.session.timeZone=Mars/One"):
            done = self.sql("--conf", setting, "-e", "SELECT 1")
            self.assertNotEqual(done.returncode, 0, setting)
            self.assertIn(setting.split("=")[0], done.stderr)

    def test_another_address_than_loopback_is_refused(self):
        done = server.skep("serve", "--listen", "0.0.0.0:0", "--warehouse", self.warehouse, timeout=20)

        self.assertNotEqual(done.returncode, 0)
        self.assertIn("trusted-network", done.stderr)

    def test_the_warehouse_may_be_a_relative_path(self):
        folder = tempfile.mkdtemp(prefix="skep-test-")
        try:
            done = server.skep("sql", "--warehouse", "wh", "-e", "CREATE TABLE t AS SELECT 1 AS a", cwd=folder)
            self.assertEqual(done.returncode, 0, done.stderr)
            out = server.skep("sql", "--warehouse", f"{folder}/wh", "-e", "SELECT a FROM t", "--format", "tsv").stdout
            self.assertEqual(out.splitlines()[-1], "1")
            self.assertTrue(os.path.isdir(f"{folder}/wh/user/hive/warehouse/t"))
        finally:
            shutil.rmtree(folder)

    def test_the_server_sees_what_the_command_line_wrote(self):
        with server.Server(self.warehouse) as skep:
            self.assertEqual(skep.rows("SELECT count(*) FROM t"), [[3]])
            self.ok("-e", "CREATE TABLE IF NOT EXISTS beside AS SELECT 5 AS five")
            self.assertEqual(skep.rows("SELECT five FROM beside"), [[5]])


if __name__ == "__main__":
    unittest.main()
