"""A statement's life: ids, cancelling, timeouts, many at once, and the server's own end."""

import json
import signal
import threading
import time
import unittest

import case
from case import ENDLESS, ENDLESS_ROWS, NDJSON, Problem, ServerCase
from server import Server


class Asker(threading.Thread):
    """Asks in the background; `outcome` is the page or the exception."""

    def __init__(self, skep, statement, **more):
        super().__init__(daemon=True)
        self.skep, self.statement, self.more, self.outcome = skep, statement, more, None
        self.start()

    def run(self):
        try:
            self.outcome = self.skep.ask(self.statement, **self.more)
        except Exception as error:
            self.outcome = error


def wait_until_known(skep, statement_id):
    for _ in range(200):
        if skep.request("GET", f"/api/v1/statements/{statement_id}")[0] == 200:
            return
        time.sleep(0.02)
    raise AssertionError(f"statement {statement_id} is not known")


class StatementLife(ServerCase):
    def test_a_statement_is_cancelled_from_another_connection(self):
        asker = Asker(self.skep, ENDLESS, id="to-cancel")
        wait_until_known(self.skep, "to-cancel")

        began = time.monotonic()
        status, _, _ = self.skep.request("DELETE", "/api/v1/statements/to-cancel")
        asker.join(20)

        self.assertIn(status, (200, 202, 204))
        self.assertIsInstance(asker.outcome, Problem)
        self.assertLess(asker.outcome.status, 500)
        self.assertLess(time.monotonic() - began, 5)

    def test_its_progress_is_told_as_a_percentage(self):
        self.skep.ask("CREATE TABLE IF NOT EXISTS to_measure AS SELECT id FROM range(1000000)")
        statement = "SELECT max(repeat(CAST(id AS STRING), 1000)) AS m FROM to_measure"
        asker = Asker(self.skep, statement, id="to-measure")
        wait_until_known(self.skep, "to-measure")
        percentage = 0
        while asker.is_alive() and not 0 < percentage < 100:
            percentage = self.skep.get("/api/v1/statements/to-measure")["progress"].get("percentage", 0)
        self.skep.request("DELETE", "/api/v1/statements/to-measure")
        asker.join(20)
        self.skep.ask("SELECT 1", id="measured")

        self.assertTrue(0 < percentage < 100, percentage)
        self.assertEqual(self.skep.get("/api/v1/statements/measured")["progress"]["percentage"], 100)

    def test_a_failure_keeps_its_class_whatever_the_other_threads_do(self):
        statement = "SELECT 1 / (400000 - id) AS q, repeat('x', 50) AS s FROM range(500000)"
        for number in range(10):
            with self.assertRaises(Exception):
                self.skep.stream(statement, NDJSON, id=f"to-fail-{number}")
            error = self.skep.get(f"/api/v1/statements/to-fail-{number}")["error"]
            self.assertEqual(error["errorClass"], "DIVIDE_BY_ZERO")

    def test_its_state_can_be_followed(self):
        asker = Asker(self.skep, ENDLESS, id="to-follow")
        wait_until_known(self.skep, "to-follow")

        self.assertEqual(self.skep.get("/api/v1/statements/to-follow")["state"], "running")
        self.skep.request("DELETE", "/api/v1/statements/to-follow")
        asker.join(20)

        self.assertEqual(self.skep.get("/api/v1/statements/to-follow")["state"], "cancelled")

    def test_an_id_is_not_used_twice_at_once(self):
        asker = Asker(self.skep, ENDLESS, id="twice")
        wait_until_known(self.skep, "twice")

        problem = self.problem("SELECT 1", id="twice")

        self.assertIn(problem.status, (400, 409))
        self.skep.request("DELETE", "/api/v1/statements/twice")
        asker.join(20)

    def test_an_unknown_id_is_not_found(self):
        self.assertEqual(self.skep.request("DELETE", "/api/v1/statements/never-seen")[0], 404)
        self.assertEqual(self.skep.request("GET", "/api/v1/statements/never-seen")[0], 404)

    def test_a_timeout_ends_a_statement(self):
        began = time.monotonic()
        status, _, body = self.skep.request("POST", "/api/v1/statements", {"statement": ENDLESS, "timeout": 1})

        self.assertTrue(400 <= status < 500, body)
        self.assertLess(time.monotonic() - began, 6)
        self.assertEqual(self.skep.rows("SELECT 1"), [[1]])

    def test_statements_run_side_by_side(self):
        askers = [Asker(self.skep, f"SELECT sum(id + {n}) AS s FROM range(200000)") for n in range(40)]
        for asker in askers:
            asker.join(60)

        self.assertEqual(
            [asker.outcome.rows[0]["s"] for asker in askers], [199999 * 100000 + n * 200000 for n in range(40)]
        )

    def test_a_client_that_hangs_up_frees_the_engine(self):
        connection = self.skep.connect()
        connection.request(
            "POST", "/api/v1/statements", json.dumps({"statement": ENDLESS}), {"Content-Type": "application/json"}
        )
        time.sleep(0.5)
        connection.close()

        time.sleep(3)
        before = self.skep.cpu_seconds()
        time.sleep(1)

        self.assertLess(self.skep.cpu_seconds() - before, 0.3)


class ServersEnd(unittest.TestCase):
    def test_health(self):
        with Server() as skep:
            self.assertEqual(skep.request("GET", "/livez")[0], 200)
            self.assertEqual(skep.request("GET", "/readyz")[0], 200)

    def test_sigterm_lets_a_running_answer_end(self):
        with Server() as skep:
            statement = "SELECT count(*) AS n FROM range(10000) a CROSS JOIN range(5000) b WHERE (a.id * b.id) % 7 = 3"
            asker = Asker(skep, statement, id="drained")
            wait_until_known(skep, "drained")

            code = skep.stop(60)
            asker.join(5)

            self.assertEqual(code, 0, skep.log())
            self.assertIsInstance(asker.outcome, case.server.Page, asker.outcome)

    def test_while_it_stops_it_is_not_ready_and_takes_no_new_statements(self):
        with Server() as skep:
            asker = Asker(skep, ENDLESS, id="running")
            wait_until_known(skep, "running")

            skep.process.send_signal(signal.SIGTERM)
            time.sleep(0.5)

            self.assertEqual(skep.request("GET", "/readyz")[0], 503)
            self.assertEqual(skep.request("GET", "/livez")[0], 200)
            self.assertEqual(skep.request("POST", "/api/v1/statements", {"statement": "SELECT 1"})[0], 503)
            skep.request("DELETE", "/api/v1/statements/running")
            asker.join(20)
            self.assertEqual(skep.stop(10), 0, skep.log())

    def test_sigterm_without_work_is_quick(self):
        with Server() as skep:
            began = time.monotonic()

            self.assertEqual(skep.stop(10), 0, skep.log())
            self.assertLess(time.monotonic() - began, 2)

    def test_a_second_server_on_the_port_says_so_in_one_line(self):
        with Server() as skep:
            done = case.server.skep(
                "serve", "--listen", f"127.0.0.1:{skep.port}", "--warehouse", skep.warehouse + "-other", timeout=20
            )

            self.assertNotEqual(done.returncode, 0)
            self.assertIn(str(skep.port), done.stderr)
            self.assertLessEqual(len(done.stderr.strip().splitlines()), 2, done.stderr)

    def test_what_was_written_is_there_after_a_restart(self):
        with Server() as skep:
            skep.ask("CREATE TABLE t AS SELECT id FROM range(10)")
            skep.stop()
            skep.start()

            self.assertEqual(skep.rows("SELECT count(*) FROM t"), [[10]])

    def test_a_stopped_reader_does_not_stop_the_others(self):
        with Server() as skep:
            connection = skep.connect()
            connection.request(
                "POST", "/api/v1/statements", json.dumps({"statement": ENDLESS_ROWS}),
                {"Accept": NDJSON, "Content-Type": "application/json"},
            )
            connection.getresponse().readline()

            for number in range(20):
                self.assertEqual(skep.rows(f"SELECT {number}"), [[number]])
            connection.close()
