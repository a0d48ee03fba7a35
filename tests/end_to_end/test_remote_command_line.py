"""skep sql --server: the same shell over HTTP."""

import time
import unittest

from case import ENDLESS, HIVES, ServerCase, server
from terminal import Terminal

BREAKS_OFF = "SELECT 1 / (400000 - id) AS q, repeat('x', 50) AS s FROM range(500000)"


class RemoteCommandLine(ServerCase):
    setup_statements = HIVES + ("CREATE DATABASE meadow",)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.skep.port}"

    def sql(self, *arguments, **more):
        return server.skep("sql", "--server", self.url, *arguments, **more)

    def ok(self, *arguments, **more):
        done = self.sql(*arguments, **more)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_every_format_is_what_a_local_warehouse_prints(self):
        statement = "SELECT id, name, kilos, tags, place FROM hives ORDER BY id; SELECT id FROM hives WHERE false"
        formats = [("--format", name) for name in ("table", "vertical", "csv", "tsv", "json", "ndjson")]
        formats += [(f"--outputformat={name}",) for name in ("csv2", "tsv2", "dsv", "csv", "tsv", "json")]
        for arguments in formats:
            local = server.skep("sql", "--warehouse", self.skep.warehouse, *arguments, "-e", statement)
            self.assertEqual(self.ok(*arguments, "-e", statement), local.stdout, arguments)

    def test_a_session_lasts_for_one_run(self):
        out = self.ok("--format", "tsv", "-e", "USE meadow; SET spark.some.key=kept; SELECT current_database(); SET spark.some.key")

        self.assertEqual(out.splitlines()[-2:], ["meadow", "spark.some.key\tkept"])
        self.assertEqual(self.ok("--format", "tsv", "-e", "SELECT current_database()"), "default\n")

    def test_the_database_comes_from_the_option_or_the_url(self):
        statement = ("--format", "tsv", "-e", "SELECT current_database()")
        self.assertEqual(self.ok("--database", "meadow", *statement), "meadow\n")
        self.assertEqual(server.skep("sql", "-u", self.url + "/meadow", *statement).stdout, "meadow\n")

    def test_settings_become_the_sessions(self):
        out = self.ok("--conf", "spark.sql.session.timeZone=Asia/Tokyo", "--hiveconf", "spark.other=1", "--format", "tsv", "-e",
                      "SET spark.sql.session.timeZone; SET spark.other")

        self.assertEqual(out, "spark.sql.session.timeZone\tAsia/Tokyo\nspark.other\t1\n")

    def test_an_error_points_at_its_place(self):
        done = self.sql("-e", "SELECT 1;\nSELECT\n  nam FROM hives")

        self.assertEqual(done.returncode, 1)
        self.assertIn("UNRESOLVED_COLUMN", done.stderr)
        self.assertIn("  nam FROM hives\n  ^", done.stderr)

    def test_a_failure_after_the_first_rows_is_never_a_success(self):
        for form in ("tsv", "csv", "ndjson"):
            done = self.sql("--format", form, "-e", BREAKS_OFF)
            self.assertEqual(done.returncode, 1, form)
            self.assertRegex(done.stderr, "^error DIVIDE_BY_ZERO: ", form)

    def test_statements_without_a_result_print_nothing(self):
        self.assertEqual(self.ok("-e", "CREATE TABLE IF NOT EXISTS made (a INT); DROP TABLE made"), "")

    def test_no_server(self):
        done = server.skep("sql", "--server", f"http://127.0.0.1:{server.free_port()}", "-e", "SELECT 1", timeout=30)

        self.assertEqual(done.returncode, 1)
        self.assertIn("does not answer", done.stderr)
        self.assertIn("http://", server.skep("sql", "--server", "localhost:1", "-e", "SELECT 1").stderr)

    def test_a_session_that_idled_too_long_is_replaced(self):
        with server.Server(arguments=("--conf", "skep.sessions.idle=1")) as skep:
            command = [server.binary(), "sql", "--server", f"http://127.0.0.1:{skep.port}"]
            with Terminal(command, environment={"SKEP_HISTORY": "", "PAGER": ""}) as terminal:
                terminal.wait_for("default> ")
                terminal.wait_for_editor()
                time.sleep(1.5)
                terminal.type("SELECT 1 AS a;\n")
                terminal.wait_for(r"a new one was opened[^>]*> $")
                terminal.wait_for_editor()
                terminal.type("SELECT 1 AS a;\n")
                terminal.wait_for("1 row")

    def test_the_dialogue(self):
        command = [server.binary(), "sql", "--server", self.url]
        with Terminal(command, environment={"SKEP_HISTORY": "", "PAGER": ""}) as terminal:
            terminal.wait_for("default> ")
            terminal.wait_for_editor()
            terminal.type("SELECT name FROM hiv\t")
            terminal.wait_for("hives")
            terminal.type("WHERE id = 1;\n")
            self.assertIn("Amber", terminal.wait_for(r"\n\S*> $"))
            terminal.wait_for_editor()
            terminal.type(ENDLESS + ";\n")
            terminal.wait_for(r"running \d+\.\d s")
            terminal.type("\x03")
            terminal.wait_for(r"cancelled[^>]*> $")
            terminal.wait_for_editor()
            terminal.type("USE meadow;\n")
            terminal.wait_for("meadow> $")
            terminal.wait_for_editor()
            terminal.type("\x04")
            self.assertEqual(terminal.end(), 0)


if __name__ == "__main__":
    unittest.main()
