"""Settings and where they come from, SIGHUP, logs, /metrics, the documentation's pages."""

import json
import os
import signal
import tempfile
import time
import unittest
from pathlib import Path

from case import ServerCase, server


def eventually(condition, seconds=5):
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.02)
    return condition()


class Settings(unittest.TestCase):
    def config(self, *arguments, environment=None):
        return server.skep("config", *arguments, environment=environment)

    def test_explain_names_the_place_of_each_value(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "skep.yaml")
            file.write_text("skep:\n  statements:\n    timeout: 30\n    running.max: 3\n")
            done = self.config("--config", file, "--explain", "--conf", "skep.engine.threads=1",
                               environment={"SKEP_STATEMENTS_RUNNING_MAX": "5", "SKEP_LISTEN": "127.0.0.1:1"})

        self.assertEqual(done.returncode, 0, done.stderr)
        rows = {line.split()[0]: line.split()[1:3] for line in done.stdout.splitlines()}
        self.assertEqual(rows["skep.statements.timeout"], ["30", f"{file}:3"])
        self.assertEqual(rows["skep.statements.running.max"], ["5", "SKEP_STATEMENTS_RUNNING_MAX"])
        self.assertEqual(rows["skep.engine.threads"], ["1", "--conf"])
        self.assertEqual(rows["skep.http.listen"], ["127.0.0.1:1", "SKEP_LISTEN"])
        self.assertEqual(rows["skep.http.idle"], ["75", "default"])

    def test_a_wrong_value_ends_the_start_and_names_the_place(self):
        done = self.config("--conf", "skep.statements.timeout=soon")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("--conf: the setting skep.statements.timeout takes a whole number", done.stderr)


class Reload(unittest.TestCase):
    def test_sighup_changes_what_can_change_and_keeps_the_rest(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "skep.yaml")
            file.write_text("skep.log.format: json\n")
            with server.Server(arguments=["--config", str(file)]) as skep:
                asked = lambda: skep.request("GET", "/livez", headers={"Origin": "https://a.example.com"})
                self.assertNotIn("access-control-allow-origin", asked()[1])

                file.write_text("skep.log.format: json\nskep.http.origins: [https://a.example.com]\nskep.http.idle: 5\n")
                os.kill(skep.process.pid, signal.SIGHUP)
                self.assertTrue(eventually(lambda: "access-control-allow-origin" in asked()[1]), skep.log())
                self.assertIn("skep.http.idle will be '5' after a restart", skep.log())

                file.write_text("skep.log.level: [\n")
                os.kill(skep.process.pid, signal.SIGHUP)
                self.assertTrue(eventually(lambda: "the settings stay as they are" in skep.log()), skep.log())
                self.assertIn("access-control-allow-origin", asked()[1])


class Operations(ServerCase):
    arguments = ["--conf", "skep.log.format=json"]

    def test_each_request_has_a_line_with_its_ids(self):
        body = json.dumps({"statement": "SELECT 1 AS a", "id": "logged-1"})
        headers = {"Content-Type": "application/json", "X-Request-Id": "request-7"}
        answer = self.skep.request("POST", "/api/v1/statements", body=body, headers=headers)
        self.assertEqual(answer[1]["x-request-id"], "request-7")

        self.assertTrue(eventually(lambda: "request-7" in self.skep.log()), self.skep.log())
        lines = [json.loads(line) for line in self.skep.log().splitlines() if "request-7" in line]
        self.assertEqual([(line["request"], line["statement"], line["level"]) for line in lines],
                         [("request-7", "logged-1", "info")])
        self.assertRegex(lines[0]["message"], r"^POST /api/v1/statements 200 \d+ bytes [\d.]+ ms$")

    def test_metrics_count_statements(self):
        self.skep.ask("SELECT 1 AS a")
        with self.assertRaises(server.Problem):
            self.skep.ask("SELECT nope")
        status, headers, text = self.skep.request("GET", "/metrics")[:3]

        self.assertEqual(status, 200)
        values = dict(line.rsplit(" ", 1) for line in text.decode().splitlines() if not line.startswith("#"))
        self.assertGreaterEqual(float(values['skep_statements_total{outcome="finished"}']), 1)
        self.assertGreaterEqual(float(values['skep_statements_total{outcome="failed"}']), 1)
        self.assertGreater(float(values["process_resident_memory_bytes"]), 1e6)
        self.assertTrue(all(name.startswith(("skep_", "process_")) for name in values))

    def test_the_pages_load_nothing_from_elsewhere(self):
        for page in ("/docs", "/redoc"):
            status, headers, body = self.skep.request("GET", page)[:3]
            self.assertEqual(status, 200)
            self.assertNotIn(b"://", body)
            self.assertTrue(headers["content-security-policy"].startswith("default-src 'self'"))

