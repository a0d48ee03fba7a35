"""Several servers on one queue in PostgreSQL: one is killed, the others go on with its jobs; the database restarts under load."""

import os
import random
import shutil
import tempfile
import threading
import time
import unittest

import postgresql
from job_requests import JOBS, ended, submit, until_running
from server import Server

COUNT = int(os.environ.get("SKEP_JOB_KILL_COUNT", "60"))
KILLS = int(os.environ.get("SKEP_JOB_KILLS", "5"))
ENDLESS = "SELECT count(*) FROM range(1000000) a CROSS JOIN range(1000000) b WHERE (a.id * b.id) % 7 = 3"
SLOW = "(SELECT count(*) FROM range(10000000) a WHERE a.id % 7 = 3) > 0"


@unittest.skipUnless(postgresql.programs(), "PostgreSQL is not installed")
class SharedQueue(unittest.TestCase):
    def setUp(self):
        self.store = postgresql.Postgresql()
        self.store.__enter__()
        self.addCleanup(self.store.__exit__)
        self.metastore = self.store.create_database("metastore")
        self.queue = self.store.create_database("jobs")
        self.warehouse = tempfile.mkdtemp(prefix="skep-shared-")
        self.addCleanup(shutil.rmtree, self.warehouse, ignore_errors=True)

    def serve(self, *settings):
        conf = [f"javax.jdo.option.ConnectionURL={self.metastore}", f"skep.jobs.store={self.queue}", "skep.jobs.lease=2",
                "skep.jobs.interruptions.max=100", "skep.jobs.principal.running.max=4", *settings]
        server = Server(warehouse=self.warehouse, arguments=[word for one in conf for word in ("--conf", one)])
        server.start()
        self.addCleanup(server.close)
        return server

    def test_a_job_goes_on_where_its_server_has_died_and_each_write_happens_once(self):
        chance = random.Random(20260131)
        servers = [self.serve(), self.serve()]
        servers[0].ask("CREATE TABLE log (job INT, n BIGINT) STORED AS PARQUET")
        sent = []
        for number in range(COUNT):
            write = f"INSERT INTO log SELECT {number}, id FROM range(3) WHERE {SLOW}"
            sent.append(submit(servers[number % 2], write, {"Idempotency-Key": f"job-{number}"})["id"])

        for kill in range(KILLS):
            time.sleep(chance.uniform(0.1, 1.5))
            dying = servers[kill % 2]
            dying.kill()
            if kill % 3 != 2:
                time.sleep(chance.uniform(0, 3))
            dying.start()

        for number, job in enumerate(sent):
            document = ended(servers[number % 2], {"id": job}, 300)
            self.assertEqual(document["state"], "succeeded", document)
        rows = servers[0].rows("SELECT job, count(*) FROM log GROUP BY job ORDER BY job")
        self.assertEqual(rows, [[n, 3] for n in range(COUNT)])

    def test_another_server_goes_on_within_ten_seconds(self):
        first, second = self.serve(), self.serve("skep.jobs.running.max=1")
        busy = [submit(second, ENDLESS), submit(second, ENDLESS)]
        for job in busy:
            until_running(first, job)
        first.kill()
        second.request("DELETE", f"{JOBS}/{busy[0]['id']}")
        second.request("DELETE", f"{JOBS}/{busy[1]['id']}")
        began = time.monotonic()

        for job in busy:
            self.assertEqual(ended(second, job, 10)["state"], "cancelled")
        self.assertLess(time.monotonic() - began, 10)

    def test_what_one_server_takes_in_another_begins_at_once_and_cancels(self):
        front = self.serve("skep.jobs.running.max=1")
        blocked = submit(front, ENDLESS)
        until_running(front, blocked)
        back = self.serve("skep.jobs.running.max=2")
        times = []
        for _ in range(5):
            began = time.monotonic()
            self.assertEqual(ended(back, submit(front, "SELECT 1"))["state"], "succeeded")
            times.append(time.monotonic() - began)
        self.assertLess(sorted(times)[2], 0.5, "a poll, not a notification, began them")
        began = time.monotonic()
        back.request("DELETE", f"{JOBS}/{blocked['id']}")

        self.assertEqual(ended(front, blocked)["state"], "cancelled")
        self.assertLess(time.monotonic() - began, 1.9)

    def test_a_database_that_restarts_under_load_loses_nothing_that_was_accepted(self):
        servers = [self.serve(), self.serve()]
        accepted, stopping = [], threading.Event()

        def send(server):
            while not stopping.is_set():
                try:
                    accepted.append(submit(server, "SELECT 1")["id"])
                except Exception:
                    time.sleep(0.05)

        threads = [threading.Thread(target=send, args=(server,)) for server in servers for _ in range(2)]
        for thread in threads:
            thread.start()
        for mode in ("fast", "immediate"):
            time.sleep(1.5)
            self.store.stop(mode)
            time.sleep(0.5)
            self.store.start()
        time.sleep(1.5)
        stopping.set()
        for thread in threads:
            thread.join()

        self.assertGreater(len(accepted), 20)
        for job in accepted:
            self.assertEqual(ended(servers[0], {"id": job}, 60)["state"], "succeeded")
