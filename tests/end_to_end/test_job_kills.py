"""Kill -9 with a hundred jobs queued and running: none is lost, none writes twice, each goes on within ten seconds."""

import os
import random
import threading
import time
import unittest

from job_requests import JOBS, ended, submit
from server import Server
from test_jobs import result

COUNT = int(os.environ.get("SKEP_JOB_KILL_COUNT", "100"))
SLOW = "(SELECT count(*) FROM range(20000000) a WHERE a.id % 7 = 3) > 0"  # some tens of milliseconds
CANCELS = int(os.environ.get("SKEP_JOB_CANCELS", "1000"))
KILLS = int(os.environ.get("SKEP_JOB_KILLS", "8"))


def all_jobs(skep):
    jobs, path = [], f"{JOBS}?limit=1000"
    while path:
        page = skep.get(path)
        jobs += page["jobs"]
        path = page["next"]
    return jobs


class JobKills(unittest.TestCase):
    def test_a_hundred_jobs_survive_kills_at_any_moment(self):
        chance = random.Random(20260131)
        arguments = ("--conf", "skep.jobs.lease=3", "--conf", "skep.jobs.interruptions.max=100", "--conf", "skep.jobs.running.max=3")
        with Server(arguments=arguments) as skep:
            skep.ask("CREATE TABLE log (job INT, n BIGINT) STORED AS PARQUET")
            sent = []
            for number in range(COUNT):
                write = f"INSERT INTO log SELECT {number}, id FROM range(3) WHERE {SLOW}"
                if number % 4 == 3:
                    statement = [f"SELECT count(*) FROM range({number})", write]
                elif number % 4 == 2:
                    statement = f"SELECT {number} AS n WHERE {SLOW}"
                else:
                    statement = write
                sent.append(submit(skep, statement, {"Idempotency-Key": f"job-{number}"})["id"])

            for kill in range(KILLS):
                time.sleep(chance.uniform(0.02, 0.6))
                skep.kill()
                running = self.start_again(skep)
                if kill % 2 == 0:
                    self.wait_until_they_go_on(skep, running)

            until = time.monotonic() + 600
            while time.monotonic() < until:
                jobs = {job["id"]: job for job in all_jobs(skep)}
                if all(job["state"] not in ("queued", "running") for job in jobs.values()):
                    break
                time.sleep(0.2)

            self.assertEqual(sorted(jobs), sorted(sent))
            failed = [job for job in jobs.values() if job["state"] != "succeeded"]
            self.assertEqual(failed, [])
            self.assertGreater(sum(job["attempt"] > 1 for job in jobs.values()), KILLS // 2)
            rows = skep.rows("SELECT job, count(*) FROM log GROUP BY job ORDER BY job")
            self.assertEqual(rows, [[n, 3] for n in range(COUNT) if n % 4 != 2])
            self.assertEqual(result(skep, {"id": sent[2]})[0], 200)

    def start_again(self, skep):
        """The jobs that the server's predecessor ran, with their attempts."""
        skep.start()
        return {job["id"]: job["attempt"] for job in all_jobs(skep) if job["state"] == "running"}

    def wait_until_they_go_on(self, skep, running):
        began = time.monotonic()
        while any(job["state"] == "running" and job["attempt"] <= running.get(job["id"], 0) for job in all_jobs(skep)):
            self.assertLess(time.monotonic() - began, 10, "jobs that ran did not go on in time")
            time.sleep(0.05)

    def test_a_thousand_jobs_are_cancelled_at_random_moments(self):
        """One that writes has written whole and succeeded, or not at all."""
        chance = random.Random(20260131)
        with Server(arguments=("--conf", "skep.jobs.principal.running.max=8", "--conf", "skep.jobs.running.max=4")) as skep:
            skep.ask("CREATE TABLE log (job INT, n BIGINT) STORED AS PARQUET")
            statuses = []

            def work(first, seed):
                own = random.Random(seed)
                for number in range(first, first + CANCELS // 4):
                    write = f"INSERT INTO log SELECT {number}, id FROM range(3)"
                    job = submit(skep, write if number % 10 == 0 else f"SELECT {number} AS n", id=f"job-{number}")
                    time.sleep(own.choice((0, 0, 0.001, 0.005, 0.02)))
                    statuses.append(skep.request("DELETE", f"{JOBS}/{job['id']}")[0])

            threads = [threading.Thread(target=work, args=(part * (CANCELS // 4), chance.random())) for part in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            jobs = [ended(skep, {"id": f"job-{number}"}) for number in range(CANCELS)]

            self.assertEqual(set(statuses) - {202, 204}, set())
            self.assertEqual({job["state"] for job in jobs}, {"cancelled", "succeeded"})
            written = [int(job["id"][4:]) for job in jobs if job["state"] == "succeeded" and int(job["id"][4:]) % 10 == 0]
            self.assertEqual(skep.rows("SELECT job, count(*) FROM log GROUP BY job ORDER BY job"), [[n, 3] for n in sorted(written)])
            self.assertEqual(skep.get(f"{JOBS}?state=running")["jobs"] + skep.get(f"{JOBS}?state=queued")["jobs"], [])

    def test_what_was_accepted_is_there_whenever_the_server_dies(self):
        accepted = []
        with Server(arguments=("--conf", "skep.jobs.running.max=1")) as skep:
            def send():
                try:
                    for _ in range(500):
                        accepted.append(submit(skep, "SELECT 1")["id"])
                except Exception:
                    pass

            threads = [threading.Thread(target=send) for _ in range(8)]
            for thread in threads:
                thread.start()
            time.sleep(1)
            skep.kill()
            for thread in threads:
                thread.join()
            skep.start()

            known = {job["id"] for job in all_jobs(skep)}
            self.assertGreater(len(accepted), 10)
            self.assertEqual(set(accepted) - known, set())
