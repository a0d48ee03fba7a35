"""examples/fastapi, as its callers see it."""

import io
import os
import subprocess
import sys
import time

import httpx
import pyarrow.ipc
from case import ServerCase, server

FLIGHTS = (
    "CREATE TABLE flights (date TIMESTAMP, delay BIGINT, origin STRING, destination STRING) PARTITIONED BY (month INT)"
    " STORED AS PARQUET",
    "INSERT INTO flights PARTITION (month) SELECT TIMESTAMP '2001-03-01 00:00:00', id % 60, if(id % 2 = 0, 'SFO', 'LAX'), 'JFK',"
    " cast(1 + id % 3 AS int) FROM range(3000)",
)


class Application:
    """The example under uvicorn."""

    def __init__(self, skep_url):
        self.port = server.free_port()
        paths = [str(server.PROJECT / "clients/python/src"), str(server.PROJECT / "examples/fastapi")]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", "app:app", "--port", str(self.port), "--log-level", "critical"],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "SKEP_URL": skep_url},
        )
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=30)
        deadline = time.monotonic() + 20
        while True:
            try:
                self.client.get("/openapi.json")
                return
            except httpx.TransportError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    self.close()
                    raise
                time.sleep(0.05)

    def close(self):
        self.client.close()
        self.process.terminate()
        self.process.wait(20)


class FastApiExample(ServerCase):
    setup_statements = FLIGHTS

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.application = Application(f"http://127.0.0.1:{cls.skep.port}")
        cls.get = cls.application.client.get

    @classmethod
    def tearDownClass(cls):
        cls.application.close()
        super().tearDownClass()

    def test_pages_follow_each_other_to_the_end(self):
        seen, path = [], "/flights?month=2&limit=300"
        while path:
            page = self.get(path)
            self.assertEqual(page.status_code, 200, page.text)
            seen.append(len(page.json()["flights"]))
            path = page.json()["next"]

        self.assertEqual(seen, [300, 300, 300, 100])

    def test_tokens_of_pages_cannot_be_made_up(self):
        token = self.get("/flights?month=2&limit=300").json()["next"].rpartition("/")[2]

        for wrong in ("x" * 60, token[:-4] + "AAAA", "nonsense!"):
            self.assertEqual(self.get(f"/pages/{wrong}").status_code, 404, wrong)

    def test_streams_are_passed_on(self):
        table = pyarrow.ipc.open_stream(io.BytesIO(self.get("/flights.arrow?month=1").content)).read_all()
        lines = self.get("/flights.ndjson?month=1").text.splitlines()
        records = self.get("/flights.csv?month=1").text.splitlines()

        self.assertEqual((table.num_rows, len(lines), len(records)), (1000, 1000, 1001))

    def test_parameters_are_checked_here_and_bound_there(self):
        self.assertEqual(self.get("/flights?month=13").status_code, 422)
        self.assertEqual(self.get("/airports/SFO' OR 'a' = 'a/delays").status_code, 404)
        answer = self.get("/airports/sfo/delays").json()
        self.assertEqual([(row["month"], row["flights"]) for row in answer["months"]], [(1, 500), (2, 500), (3, 500)])

    def test_errors_are_the_applications_own(self):
        with server.Server() as empty:
            application = Application(f"http://127.0.0.1:{empty.port}")
            try:
                for path in ("/flights?month=1", "/flights.csv?month=1"):
                    missing = application.client.get(path)
                    self.assertEqual((missing.status_code, missing.headers["content-type"]), (404, "application/problem+json"))
                    self.assertEqual(missing.json()["errorClass"], "TABLE_OR_VIEW_NOT_FOUND")
                empty.stop()
                self.assertEqual(application.client.get("/flights?month=1").status_code, 502)
            finally:
                application.close()
