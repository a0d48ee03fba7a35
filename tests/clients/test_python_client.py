"""clients/python: pages, streams, errors, cancelling."""

import subprocess
import sys
import threading
import time
import unittest

import pyarrow
import skep
from case import ENDLESS, ENDLESS_ROWS, HARVESTS, HIVES, server
from client_case import ClientCase
from skep.errors import error_from

BREAKS_OFF = "SELECT 1 / (400000 - id) AS q, repeat('x', 50) AS s FROM range(500000)"


class Pages(ClientCase):
    setup_statements = HIVES

    def test_a_page_has_columns_and_rows(self):
        page = self.warehouse.execute("SELECT id, name FROM hives ORDER BY id")

        self.assertEqual([(c.name, c.type) for c in page.columns], [("id", "int"), ("name", "string")])
        self.assertEqual(list(page), [{"id": 1, "name": "Amber"}, {"id": 2, "name": None}])
        self.assertEqual((len(page), page.next, page.truncated), (2, None, False))
        self.assertIsNone(page.next_page())
        self.assertTrue(page.statement_id)

    def test_the_connections_database_is_current(self):
        self.warehouse.execute("CREATE DATABASE IF NOT EXISTS meadow")

        with skep.connect(self.url, database="meadow") as other:
            self.assertEqual(other.execute("SELECT current_database() AS d").rows, [{"d": "meadow"}])
            self.assertEqual(other.tables(), [])

    def test_names(self):
        self.assertIn("default", self.warehouse.databases())
        self.assertEqual(self.warehouse.tables(), ["hives"])
        self.assertEqual(self.warehouse.table("default.hives").describe()["name"], "hives")


class Streams(ClientCase):
    setup_statements = HIVES + HARVESTS

    def test_rows_one_by_one(self):
        rows = list(self.warehouse.rows("SELECT id FROM range(30000)"))

        self.assertEqual((len(rows), rows[0], rows[-1]), (30000, {"id": 0}, {"id": 29999}))
        self.assertEqual(list(self.warehouse.rows("SELECT id FROM hives WHERE false")), [])

    def test_batches_with_a_schema_before_the_first(self):
        with self.warehouse.batches("SELECT id, cast(id AS string) AS text FROM range(300000)") as batches:
            self.assertEqual(batches.schema.names, ["id", "text"])
            sizes = [batch.num_rows for batch in batches]

        self.assertEqual(sum(sizes), 300000)
        self.assertGreater(len(sizes), 1)

    def test_an_arrow_table(self):
        table = self.warehouse.arrow("SELECT * FROM hives ORDER BY id")

        self.assertIsInstance(table, pyarrow.Table)
        self.assertEqual(table["name"].to_pylist(), ["Amber", None])

    def test_leaving_early_cancels_the_statement(self):
        for_rows = self.warehouse.rows(ENDLESS_ROWS, id="left-rows")
        next(for_rows)
        for_rows.close()
        with self.warehouse.batches(ENDLESS_ROWS, id="left-batches") as batches:
            next(iter(batches))

        for name in ("left-rows", "left-batches"):
            self.assertEqual(self.wait_until_ended(name), "cancelled")

    def test_a_result_that_breaks_off_raises_its_cause(self):
        with self.assertRaises(skep.InvalidData) as caught:
            for _ in self.warehouse.rows(BREAKS_OFF):
                pass
        self.assertEqual((caught.exception.error_class, caught.exception.sql_state), ("DIVIDE_BY_ZERO", "22012"))

        with self.assertRaises(skep.InvalidData) as caught:
            self.warehouse.arrow(BREAKS_OFF)
        self.assertTrue(caught.exception.is_a("DIVIDE_BY_ZERO"))

    def test_bytes_in_any_form(self):
        with self.warehouse.stream("SELECT 1 AS a", accept="text/csv") as stream:
            self.assertEqual(b"".join(stream.pieces()), b"a\r\n1\r\n")

    def wait_until_ended(self, name):
        deadline = time.monotonic() + 20
        while (state := self.warehouse.status(name)["state"]) in ("running", "queued") and time.monotonic() < deadline:
            time.sleep(0.02)
        return state


class Errors(ClientCase):
    setup_statements = HIVES

    def test_an_error_says_class_state_and_place(self):
        with self.assertRaises(skep.InvalidStatement) as caught:
            self.warehouse.execute("SELECT\n  nam FROM hives")

        error = caught.exception
        self.assertTrue(error.is_a("UNRESOLVED_COLUMN"))
        self.assertFalse(error.is_a("UNRESOLVED"))
        self.assertEqual((error.status, error.sql_state, error.line, error.column), (400, "42703", 2, 3))
        self.assertIn("nam", str(error))

    def test_kinds(self):
        for statement, kind in (
            ("SELECT 1/0 AS x", skep.InvalidData),
            ("SELECT * FROM nothing", skep.NotFound),
            ("CREATE TABLE hives (a INT)", skep.AlreadyExists),
            ("MERGE INTO hives USING hives AS b ON hives.name = b.name WHEN MATCHED THEN DELETE", skep.Unsupported),
        ):
            with self.assertRaises(kind, msg=statement):
                self.warehouse.execute(statement)

    def test_every_code_of_the_servers_has_a_kind(self):
        source = (server.PROJECT / "src/base/error.cpp").read_text()
        codes = [line.split('"')[1] for line in source.splitlines() if "case ErrorCode::" in line and '"' in line]

        self.assertGreater(len(codes), 10)
        for code in codes:
            self.assertNotEqual(type(error_from(400, {"code": code})), skep.ServerError, code)

    def test_the_timeout_is_the_statements(self):
        with self.assertRaises(skep.TimedOut):
            self.warehouse.execute(ENDLESS, timeout=0.3)

    def test_no_server(self):
        with self.assertRaises(skep.ServerUnreachable):
            skep.connect(f"http://127.0.0.1:{server.free_port()}").execute("SELECT 1")

    def test_another_thread_cancels(self):
        caught = []

        def run():
            try:
                self.warehouse.execute(ENDLESS, id="to-be-cancelled")
            except skep.Error as error:
                caught.append(error)

        thread = threading.Thread(target=run)
        thread.start()
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                if self.warehouse.status("to-be-cancelled")["state"] == "running":
                    break
            except skep.NotFound:
                pass
            time.sleep(0.01)
        self.assertTrue(self.warehouse.cancel("to-be-cancelled"))
        thread.join(20)

        self.assertIsInstance(caught[0], skep.Cancelled)
        self.assertFalse(self.warehouse.cancel("to-be-cancelled"))

    def test_an_overloaded_server(self):
        with server.Server(arguments=("--conf", "skep.statements.running.max=1", "--conf", "skep.statements.queued.max=0")) as busy:
            with skep.connect(f"http://127.0.0.1:{busy.port}") as warehouse, warehouse.batches(ENDLESS_ROWS) as batches:
                next(iter(batches))
                with self.assertRaises(skep.Overloaded) as caught:
                    warehouse.execute("SELECT 1")

        self.assertEqual(caught.exception.status, 429)
        self.assertGreater(caught.exception.retry_after, 0)


class Types(unittest.TestCase):
    def test_the_client_is_typed_strictly(self):
        checked = subprocess.run([sys.executable, "-m", "mypy", "--config-file", "pyproject.toml"],
                                 cwd=server.PROJECT / "clients/python", capture_output=True, text=True)

        self.assertEqual(checked.returncode, 0, checked.stdout)


if __name__ == "__main__":
    unittest.main()
