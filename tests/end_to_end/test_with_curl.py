"""What a person types: curl against the server."""

import json
import subprocess
import tempfile
from pathlib import Path

from case import HIVES, ServerCase

JSON = ("-H", "Content-Type: application/json")


class Curl(ServerCase):
    setup_statements = HIVES

    def curl(self, *arguments):
        return subprocess.run(["curl", "-sS", *arguments], capture_output=True, timeout=60)

    def url(self, path="/api/v1/statements"):
        return f"http://127.0.0.1:{self.skep.port}{path}"

    def test_a_statement(self):
        done = self.curl(self.url(), "--json", json.dumps({"statement": "SELECT name FROM hives WHERE id = 1"}))

        self.assertEqual(json.loads(done.stdout)["rows"], [{"name": "Amber"}])

    def test_a_body_that_any_web_page_could_send_is_refused(self):
        done = self.curl(self.url(), "-d", '{"statement": "SELECT 1 AS one"}')

        self.assertEqual(json.loads(done.stdout)["status"], 415)
        self.assertIn("application/json", json.loads(done.stdout)["detail"])

    def test_ndjson_through_a_pipe(self):
        done = self.curl("-H", "Accept: application/x-ndjson", self.url(), *JSON,
                         "-d", '{"statement": "SELECT id FROM range(5)"}')

        self.assertEqual(sorted(json.loads(line)["id"] for line in done.stdout.splitlines()), [0, 1, 2, 3, 4])

    def test_http_1_0_and_head_and_a_large_statement(self):
        done = self.curl("--http1.0", self.url(), *JSON, "-d", '{"statement": "SELECT 1 AS a"}')
        self.assertEqual(json.loads(done.stdout)["rows"], [{"a": 1}])
        with tempfile.NamedTemporaryFile("w", suffix=".json") as body:
            json.dump({"statement": "SELECT count(*) AS n FROM VALUES " + ", ".join(f"({n}, 'text {n}')" for n in range(5000))}, body)
            body.flush()
            done = self.curl(self.url(), *JSON, "-d", f"@{body.name}")
        self.assertEqual(json.loads(done.stdout)["rows"], [{"n": 5000}])

    def test_a_failure_after_the_first_byte_makes_curl_exit_18(self):
        statement = "SELECT 1 / (400000 - id) AS q, repeat('x', 50) AS s FROM range(500000)"
        done = self.curl("-o", "/dev/null", "-w", "%{http_code}", "-H", "Accept: application/x-ndjson", self.url(), *JSON,
                         "-d", json.dumps({"statement": statement}))

        if done.stdout == b"200":
            self.assertEqual(done.returncode, 18, done.stderr)
        else:
            self.assertEqual(done.stdout, b"400")

    def test_health_for_a_load_balancer(self):
        for path in ("/livez", "/readyz"):
            self.assertEqual(self.curl("-o", "/dev/null", "-w", "%{http_code}", self.url(path)).stdout, b"200")

    def test_files_of_the_warehouse_are_not_served(self):
        for path in ("/../../etc/passwd", "/user/hive/warehouse/hives", "/api/v1/databases/..%2f..%2fetc/tables"):
            code = self.curl("--path-as-is", "-o", "/dev/null", "-w", "%{http_code}", self.url(path)).stdout
            self.assertIn(code, (b"400", b"404"), path)

    def test_the_metastore_holds_absolute_locations(self):
        root = Path(self.skep.warehouse).resolve()
        done = self.curl(self.url(), *JSON, "-d", '{"statement": "DESCRIBE FORMATTED hives"}')
        rows = json.loads(done.stdout)["rows"]

        location = next(row["data_type"] for row in rows if row["col_name"] == "Location")
        self.assertEqual(location, f"file:{root}/user/hive/warehouse/hives")
