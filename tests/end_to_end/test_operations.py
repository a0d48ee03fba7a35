"""Settings and where they come from, SIGHUP, logs, /metrics, the documentation's pages."""

import contextlib
import json
import os
import signal
import tempfile
import threading
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

    def test_a_spark_clusters_env_files_are_read_as_they_are(self):
        with tempfile.TemporaryDirectory() as folder:
            master, secret, yaml = Path(folder, "master.env"), Path(folder, "secret"), Path(folder, "skep.yaml")
            secret.write_text("hunter2\n")
            master.write_text("SPARK_CONF_spark.sql.warehouse.dir=/user/hive/warehouse\n"
                              "SPARK_CONF_spark.hadoop.hive.metastore.uris=thrift://hive-metastore:9083\n"
                              "SPARK_CONF_spark.sql.catalogImplementation=hive\n"
                              f"HIVE_SITE_CONF_javax_jdo_option_ConnectionPassword_FILE={secret}\n"
                              "SPARK_CONF_spark_my__key=1\n")
            yaml.write_text("spark.sql.warehouse.dir: /old\n")
            done = self.config("--explain", "--env-file", master, "--config", yaml)

        self.assertEqual(done.returncode, 0, done.stderr)
        lines = done.stdout.splitlines()
        rows = {line.split()[0]: line.split()[1:] for line in lines if not line.startswith(" ")}
        self.assertEqual(rows["spark.sql.warehouse.dir"][:3],
                         ["/user/hive/warehouse", f"{master}:1", "(SPARK_CONF_spark.sql.warehouse.dir)"])
        self.assertEqual(rows["hive.metastore.uris"][:2], ["thrift://hive-metastore:9083", f"{master}:2"])
        self.assertEqual(rows["spark.sql.catalogImplementation"][:2], ["hive", f"{master}:3"])
        self.assertEqual(rows["javax.jdo.option.ConnectionPassword"][:2], ["********", f"{master}:4"])
        self.assertIn(f"overrides /old from {yaml}:1", done.stdout)
        self.assertNotIn("hunter2", done.stdout + done.stderr)
        self.assertIn("the usual Spark image makes `.` of `__` too, so this is spark.my.key", done.stderr)

    def test_a_server_starts_with_a_clusters_env_file(self):
        with tempfile.TemporaryDirectory() as folder:
            master = Path(folder, "master.env")
            master.write_text(f"SPARK_CONF_spark.sql.warehouse.dir={folder}/tables\nSPARK_CONF_spark.executor.memory=2g\n"
                              f"SKEP_METASTORE_URL=sqlite:{folder}/store.db\n")
            with server.Server(arguments=["--env-file", str(master)]) as skep:
                skep.ask("CREATE TABLE t STORED AS PARQUET AS SELECT 1 AS x")
                self.assertEqual(skep.ask("SET spark.executor.memory").rows[0]["value"], "2g")
            self.assertTrue(Path(folder, "tables/t").is_dir())
            self.assertTrue(Path(folder, "store.db").exists())

    def test_a_wrong_value_ends_the_start_and_names_the_place(self):
        done = self.config("--conf", "skep.statements.timeout=soon")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("--conf: the setting skep.statements.timeout takes a whole number", done.stderr)


class TrustedNetwork(unittest.TestCase):
    def start(self, *arguments):
        return server.skep("serve", "--listen", "0.0.0.0:0", "--warehouse", self.folder.name, *arguments)

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def test_no_other_address_without_one(self):
        done = self.start()
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("--trusted-network ADDRESS/BITS says so", done.stderr)

    def test_what_is_no_network_ends_the_start(self):
        done = self.start("--trusted-network", "private")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("a network is ADDRESS/BITS, e.g. 10.83.0.0/24 or fd00::/8, not 'private'", done.stderr)

    def test_clients_of_this_machine_are_served_and_the_log_says_who_else_is(self):
        with server.Server(arguments=["--trusted-network", "192.0.2.0/24", "--metastore-port", "0"]) as skep:
            self.assertEqual(skep.ask("SELECT 1 AS x").rows, [{"x": 1}])
            self.assertIn("clients of 192.0.2.0/24 are trusted", skep.log())


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



class Lanes(ServerCase):
    """A query that reads much waits for its like; small ones pass it."""

    arguments = ["--conf", "skep.statements.heavy.bytes=1", "--conf", "skep.statements.heavy.max=1",
                 "--conf", "skep.statements.running.max=2"]
    setup_statements = ("CREATE TABLE numbers STORED AS PARQUET AS SELECT id FROM range(100000)",)

    def state(self, statement):
        return self.skep.get(f"/api/v1/statements/{statement}")["state"]

    def start(self, statement, name):
        def run():
            with contextlib.suppress(server.Problem):
                self.skep.ask(statement, id=name)
        thread = threading.Thread(target=run)
        thread.start()
        self.addCleanup(thread.join)

    def test_small_statements_pass_heavy_ones_that_wait(self):
        self.start("SELECT count(*) AS n FROM numbers a CROSS JOIN numbers b CROSS JOIN numbers c WHERE (a.id * b.id) % 7 = 3",
                   "heavy-1")
        self.assertTrue(eventually(lambda: known(self.state, "heavy-1") == "running"))
        self.start("SELECT count(*) AS n FROM numbers", "heavy-2")
        self.assertTrue(eventually(lambda: known(self.state, "heavy-2") == "queued"))

        self.assertEqual(self.skep.rows("SELECT 1 AS a"), [[1]])
        self.assertEqual(self.state("heavy-2"), "queued")

        self.skep.request("DELETE", "/api/v1/statements/heavy-1")
        self.assertTrue(eventually(lambda: self.state("heavy-2") == "finished"))


def known(state, statement):
    try:
        return state(statement)
    except server.Problem:
        return "unknown yet"
