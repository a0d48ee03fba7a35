"""skep sql, skep version, --help."""

import json
import os
import shutil
import subprocess
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

        self.assertEqual(json.loads(out)[1], {"id": 1, "name": "n1"})

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

    def test_every_format(self):
        expected = {
            "csv": "id,name\n0,n0\n", "tsv": "0\tn0\n", "ndjson": '{"id":0,"name":"n0"}\n',
            "json": '[{"id":0,"name":"n0"}]\n', "vertical": "id    0\nname  n0\n\n",
        }
        for name, text in expected.items():
            self.assertEqual(self.ok("-e", "SELECT id, name FROM t WHERE id = 0", "--format", name), text, name)

    def test_beelines_formats_and_options(self):
        expected = {
            "csv2": "id,name\n0,n0\n1,NULL\n", "tsv2": "id\tname\n0\tn0\n1\tNULL\n",
            "csv": "'id','name'\n'0','n0'\n'1','NULL'\n", "jsonfile": '{"id":0,"name":"n0"}\n{"id":1,"name":null}\n',
        }
        statement = "SELECT id, if(id = 0, name, NULL) AS name FROM t WHERE id < 2 ORDER BY id"
        for name, text in expected.items():
            self.assertEqual(self.ok(f"--outputformat={name}", "-e", statement), text, name)
        self.assertEqual(
            self.ok("--outputformat=dsv", "--delimiterForDSV=;", "--showHeader=false", "--nullemptystring=true",
                    "-e", statement), "0;n0\n1;\n")
        self.assertNotIn("row", self.ok("--silent=true", "-e", "SELECT 1 AS a"))
        self.assertIn("SELECT 7;", self.ok("--verbose", "-e", "SELECT 7"))

    def test_variables_of_hives(self):
        out = self.ok("--hivevar", "n=1", "-d", "word=n1", "--hiveconf", "spark.some.key=kept", "--format", "tsv", "-e",
                      "SELECT name FROM t WHERE id = ${hivevar:n} AND name = '${word}'; SELECT '${hiveconf:spark.some.key}';"
                      "SET hivevar:n=2; SELECT ${n}; SET spark.some.key")

        self.assertEqual(out.splitlines(), ["n1", "kept", "2", "spark.some.key\tkept"])

    def test_what_could_have_no_effect_is_refused_by_name(self):
        for arguments in (("-u", "jdbc:hive2://host:10000"), ("-d", "org.apache.hive.jdbc.HiveDriver"),
                          ("--isolation=TRANSACTION_SERIALIZABLE",), ("-p", "secret"), ("--outputformat=xmlattr",),
                          ("-n", "me", "--server", "http://127.0.0.1:1")):
            done = self.sql(*arguments, "-e", "SELECT 1")
            self.assertNotEqual(done.returncode, 0, arguments)
            self.assertIn(arguments[-1] if arguments[0] in ("-u", "-d") else arguments[0].split("=")[-1], done.stderr)

    def test_beelines_url_of_the_embedded_warehouse(self):
        self.ok("-e", "CREATE DATABASE IF NOT EXISTS garden")
        for url, database in (("jdbc:hive2://", "default"), ("jdbc:hive2:///garden", "garden")):
            self.assertEqual(self.ok("-u", url, "--format", "tsv", "-e", "SELECT current_database()"), f"{database}\n")

    def test_init_file_and_force(self):
        init = Path(self.warehouse, "init.sql")
        init.write_text("SET hivevar:x=5;")

        self.assertEqual(self.ok("-i", init, "--format", "tsv", "-e", "SELECT ${x}"), "5\n")
        done = self.sql("--force", "--format", "tsv", "-e", "SELECT nope; SELECT 1")
        self.assertEqual((done.returncode, done.stdout), (1, "1\n"))

    def test_statements_on_standard_input(self):
        self.assertEqual(self.ok("--format", "tsv", text_input="SELECT 1;\nSELECT 2"), "1\n2\n")

    def test_a_reader_that_leaves_ends_the_statement(self):
        command = f"'{server.binary()}' sql --warehouse '{self.warehouse}' --format tsv -e 'SELECT id FROM range(1000000000)'"
        done = subprocess.run(["bash", "-c", f"{command} | head -2"], capture_output=True, text=True, timeout=30)

        self.assertEqual(done.stdout, "0\n1\n")

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
        for setting in ("spark.sql.ansi.enabled=maybe", "spark.sql.sources.default=csv", "skep.engine.thread=2",
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
