"""Jobs over the REST API: taken in, followed, their results, cancelling, and what a restart does to them."""

import contextlib
import hmac
import http.server
import io
import json
import sqlite3
import threading
import time
import unittest

import pyarrow.ipc

from case import ARROW, ENDLESS, NDJSON, Problem, ServerCase, server
from job_requests import JOBS, ended, submit, until_running
from server import Server

SCHEDULES = "/api/v1/schedules"


def result(skep, job, accept="application/json", query="", headers=None):
    return skep.request("GET", f"{JOBS}/{job['id']}/result{query}", headers={"Accept": accept, **(headers or {})})


def events_in(text):
    """[(id or None, name, document)]"""
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line and not line.startswith(":"))
        if "data" in fields:
            found.append((fields.get("id"), fields.get("event"), json.loads(fields["data"])))
    return found


class Jobs(ServerCase):
    def test_a_job_ends_with_its_rows_in_every_form_any_number_of_times(self):
        job = submit(self.skep, "SELECT id, id * 2 AS twice FROM range(2500)")
        document = ended(self.skep, job)

        self.assertEqual(document["state"], "succeeded", document)
        self.assertEqual(document["result"]["rows"], 2500)
        page = json.loads(result(self.skep, job, query="?limit=1000")[2])
        self.assertEqual((len(page["rows"]), page["total"], page["truncated"]), (1000, 2500, True))
        rows = list(page["rows"])
        while page["next"]:
            page = self.skep.get(page["next"])
            rows += page["rows"]
        self.assertEqual(sorted(row["twice"] for row in rows), [2 * n for n in range(2500)])
        for _ in range(2):
            table = pyarrow.ipc.open_stream(io.BytesIO(result(self.skep, job, ARROW)[2])).read_all()
            self.assertEqual(table.num_rows, 2500)
        self.assertEqual(result(self.skep, job, NDJSON)[2].count(b"\n"), 2500)

    def test_its_last_statement_makes_the_result_and_all_share_a_session(self):
        job = submit(
            self.skep,
            ["SET spark.sql.session.timeZone=Asia/Tokyo", "CREATE TEMPORARY VIEW v AS SELECT 7 AS n",
             {"statement": "SELECT n + :more AS n, current_timezone() AS zone FROM v", "parameters": {"more": 1}}],
        )

        document = ended(self.skep, job)

        self.assertEqual(document["state"], "succeeded", document)
        self.assertEqual(json.loads(result(self.skep, job)[2])["rows"], [{"n": 8, "zone": "Asia/Tokyo"}])
        self.assertEqual(document["progress"]["statementsDone"], 3)

    def test_a_write_has_no_rows(self):
        job = submit(self.skep, "CREATE TABLE made_by_a_job AS SELECT id FROM range(10)")

        self.assertEqual(ended(self.skep, job)["state"], "succeeded")
        page = json.loads(result(self.skep, job)[2])
        self.assertEqual((page["columns"], page["rows"]), ([], []))
        self.assertEqual(self.skep.rows("SELECT count(*) FROM made_by_a_job"), [[10]])

    def test_a_failure_is_the_jobs_and_its_results_problem(self):
        job = submit(self.skep, "SELECT 1 / (id - 5) AS q FROM range(10)", retries=0)

        document = ended(self.skep, job)

        self.assertEqual(document["state"], "failed")
        self.assertEqual(document["error"]["errorClass"], "DIVIDE_BY_ZERO")
        status, headers, body = result(self.skep, job)
        self.assertEqual((status, headers["content-type"]), (400, "application/problem+json"))
        self.assertEqual(json.loads(body)["errorClass"], "DIVIDE_BY_ZERO")

    def test_mistakes_are_told_at_once(self):
        for body, status, said in [
            ({"statement": "SELEC 1"}, 400, "SELEC"),
            ({"statement": ["SELECT 1", "SELECT ("]}, 400, "statement 2"),
            ({"statement": []}, 400, "statement"),
            ({}, 400, "statement"),
            ({"statement": "SELECT 1", "priority": 1000}, 400, "priority"),
            ({"statement": "SELECT 1", "timeout": -1}, 400, "timeout"),
            ({"statement": "SELECT 1", "colour": "red"}, 400, "colour"),
            ({"statement": "SELECT :n", "parameters": {}}, 400, "n"),
            ({"statement": "SELECT 1", "settings": {"skep.jobs.lease": "1"}}, 400, "skep.jobs.lease"),
        ]:
            answered, headers, document = self.skep.request("POST", JOBS, body)
            self.assertEqual((answered, headers["content-type"]), (status, "application/problem+json"), body)
            self.assertIn(said, json.loads(document)["detail"])

    def test_a_key_makes_a_repeated_request_the_same_job(self):
        first = submit(self.skep, "SELECT 1", {"Idempotency-Key": "once"})
        again = submit(self.skep, "SELECT 1", {"Idempotency-Key": "once"})
        with self.assertRaises(Problem) as caught:
            submit(self.skep, "SELECT 2", {"Idempotency-Key": "once"})

        self.assertEqual(first["id"], again["id"])
        self.assertEqual(caught.exception.status, 422)

    def test_a_statement_becomes_a_job_where_that_is_preferred(self):
        status, headers, body = self.skep.request(
            "POST", "/api/v1/statements", {"statement": "SELECT :n AS n", "parameters": {"n": 3}, "id": "by-preference"},
            {"Prefer": "respond-async"},
        )

        self.assertEqual((status, headers["location"]), (202, f"{JOBS}/by-preference"), body)
        self.assertEqual(headers["preference-applied"], "respond-async")
        ended(self.skep, {"id": "by-preference"})
        self.assertEqual(json.loads(result(self.skep, {"id": "by-preference"})[2])["rows"], [{"n": 3}])

    def test_a_running_job_is_cancelled(self):
        job = submit(self.skep, ENDLESS)
        until_running(self.skep, job)
        self.assertEqual(result(self.skep, job)[0], 409)

        self.assertEqual(self.skep.request("DELETE", f"{JOBS}/{job['id']}")[0], 202)

        self.assertEqual(ended(self.skep, job, 10)["state"], "cancelled")
        self.assertEqual(self.skep.request("DELETE", f"{JOBS}/{job['id']}")[0], 204)
        self.assertEqual(result(self.skep, job)[0], 409)

    def test_a_timeout_fails_it(self):
        job = submit(self.skep, ENDLESS, timeout=0.5)

        document = ended(self.skep, job, 20)

        self.assertEqual((document["state"], document["error"]["code"]), ("failed", "timed_out"))

    def test_lists_have_filters_and_pages(self):
        jobs = [submit(self.skep, f"SELECT {n}") for n in range(5)]
        for job in jobs:
            ended(self.skep, job)

        page = self.skep.get(f"{JOBS}?state=succeeded&limit=2")
        seen = [job["id"] for job in page["jobs"]]
        while page["next"] and len(seen) < 5:
            page = self.skep.get(page["next"])
            seen += [job["id"] for job in page["jobs"]]

        self.assertEqual(seen[:5], [job["id"] for job in reversed(jobs)])
        self.assertEqual(self.skep.request("GET", f"{JOBS}?state=lost")[0], 400)

    def test_a_part_of_a_result_is_the_same_bytes(self):
        job = submit(self.skep, "SELECT id, repeat('x', 20) AS x FROM range(30000)")
        ended(self.skep, job)
        for accept in (NDJSON, "text/csv", ARROW):
            status, headers, whole = result(self.skep, job, accept)
            self.assertEqual((status, headers["accept-ranges"]), (200, "bytes"))
            tag = headers["etag"]
            for first, last in ((0, 0), (10, 999), (len(whole) - 5, len(whole) - 1)):
                status, headers, part = result(self.skep, job, accept, headers={"Range": f"bytes={first}-{last}"})
                self.assertEqual(status, 206)
                self.assertEqual(headers["content-range"], f"bytes {first}-{last}/{len(whole)}")
                self.assertEqual(part, whole[first : last + 1])
            rest = result(self.skep, job, accept, headers={"Range": "bytes=100000-", "If-Range": tag})
            self.assertEqual((rest[0], rest[2]), (206, whole[100000:]))
            self.assertEqual(result(self.skep, job, accept, headers={"Range": "bytes=1-", "If-Range": '"x"'})[0], 200)
            self.assertEqual(result(self.skep, job, accept, headers={"Range": f"bytes={len(whole)}-"})[0], 416)

    def test_events_tell_each_change_and_end(self):
        job = submit(self.skep, ["SELECT 1", "SELECT 2"])
        status, headers, body = self.skep.request("GET", f"{JOBS}/{job['id']}/events", headers={"Accept": "text/event-stream"})
        events = events_in(body.decode())

        self.assertEqual((status, headers["content-type"]), (200, "text/event-stream"))
        states = [(number, document["state"]) for number, name, document in events if name == "state"]
        self.assertEqual(states, [("1", "queued"), ("2", "running"), ("3", "running"), ("4", "succeeded")])
        self.assertEqual(events[-1][1:2] + (events[-1][2]["state"],), ("end", "succeeded"))
        later = self.skep.request("GET", f"{JOBS}/{job['id']}/events", headers={"Last-Event-ID": "3"})[2]
        self.assertEqual([n for n, name, _ in events_in(later.decode()) if name == "state"], ["4"])
        self.assertEqual(self.skep.request("GET", f"{JOBS}/{job['id']}/events", headers={"Last-Event-ID": "4"})[0], 204)

    def test_jobs_wait_for_others(self):
        first = submit(self.skep, ENDLESS)
        second = submit(self.skep, "SELECT 2 AS n", after=[first["id"]])
        third = submit(self.skep, "SELECT 3 AS n", after=[second["id"]])
        quick = submit(self.skep, "SELECT 1 AS n")
        after_quick = submit(self.skep, "SELECT 2 AS n", after=[quick["id"]])

        self.assertEqual(ended(self.skep, after_quick)["state"], "succeeded")
        self.assertEqual(self.skep.get(f"{JOBS}/{third['id']}")["state"], "queued")
        self.skep.request("DELETE", f"{JOBS}/{first['id']}")

        document = ended(self.skep, third, 10)
        self.assertEqual((document["state"], document["error"]["errorClass"]), ("failed", "JOB_DEPENDENCY_FAILED"))
        self.assertEqual(document["after"], [second["id"]])
        for after, said in ((["nobody"], "nobody"), ("x", "after"), ([1], "after")):
            status, _, body = self.skep.request("POST", JOBS, {"statement": "SELECT 1", "after": after})
            self.assertEqual(status, 400)
            self.assertIn(said, json.loads(body)["detail"])

    def test_a_failed_job_is_queued_again(self):
        job = submit(self.skep, ["SET a=1", "SELECT * FROM made_later"], retries=0)
        self.assertEqual(ended(self.skep, job)["state"], "failed")
        self.skep.ask("CREATE TABLE made_later AS SELECT 1 AS n")

        status, _, body = self.skep.request("POST", f"{JOBS}/{job['id']}/requeue")

        self.assertEqual((status, json.loads(body)["id"]), (202, job["id"]), body)
        document = ended(self.skep, job)
        self.assertEqual((document["state"], document["attempt"], document["progress"]["statementsDone"]), ("succeeded", 2, 2))
        self.assertEqual(self.skep.request("POST", f"{JOBS}/{job['id']}/requeue")[0], 409)
        self.assertEqual(self.skep.request("POST", f"{JOBS}/none/requeue")[0], 404)

    def test_schedules_are_kept_shown_and_removed(self):
        body = {"id": "nightly", "cron": "30 2 * * *", "timezone": "Europe/Berlin", "missed": "skip", "job": {"statement": "SELECT 1", "priority": 3}}
        status, headers, made = self.skep.request("POST", SCHEDULES, body)

        self.assertEqual((status, headers["location"]), (201, f"{SCHEDULES}/nightly"), made)
        schedule = self.skep.get(headers["location"])
        self.assertEqual(schedule, json.loads(made))
        self.assertRegex(schedule["next"], r"T0[01]:30:00")
        self.assertEqual(self.skep.get(SCHEDULES)["schedules"], [schedule])
        self.assertEqual(self.skep.request("POST", SCHEDULES, body)[0], 409)
        self.assertEqual(self.skep.request("DELETE", headers["location"])[0], 204)
        self.assertEqual(self.skep.request("DELETE", headers["location"])[0], 404)
        self.assertEqual(self.skep.request("GET", headers["location"])[0], 404)

    def test_schedules_that_are_none_are_refused(self):
        good = {"cron": "* * * * *", "job": {"statement": "SELECT 1"}}
        for change, said in [
            ({"cron": "61 * * * *"}, "minute"), ({"cron": "0 0 31 2 *"}, "never"), ({"timezone": "Europe/Atlantis"}, "Atlantis"),
            ({"missed": "twice"}, "missed"), ({"job": {"statement": "SELEC"}}, "SELEC"), ({"job": {"statement": "SELECT 1", "id": "x"}}, "job"),
            ({"colour": "red"}, "colour"), ({"job": None}, "job"),
        ]:
            status, _, body = self.skep.request("POST", SCHEDULES, {**good, **change})
            self.assertEqual(status, 400, change)
            self.assertIn(said, json.loads(body)["detail"])

    def test_metrics_count_jobs(self):
        ended(self.skep, submit(self.skep, "SELECT 1"))

        text = self.skep.request("GET", "/metrics")[2].decode()

        self.assertIn('skep_jobs{state="queued"}', text)
        self.assertRegex(text, r'skep_jobs_ended_total\{outcome="succeeded"\} [1-9]')

    def test_unknown_jobs_are_not_found(self):
        for method, path in (("GET", "none"), ("DELETE", "none"), ("GET", "none/result"), ("GET", "none/events")):
            self.assertEqual(self.skep.request(method, f"{JOBS}/{path}")[0], 404)

    def test_the_command_line_submits_follows_and_prints(self):
        url = f"http://127.0.0.1:{self.skep.port}"
        done = server.skep("jobs", "submit", "--server", url, "-e", "SELECT 1 AS n; SELECT 2 AS n", "--id", "from-the-shell", "--follow")
        self.assertEqual((done.returncode, done.stdout), (0, "from-the-shell\n"), done.stderr)
        self.assertIn("succeeded", done.stderr)
        self.assertEqual(server.skep("jobs", "result", "--server", url, "from-the-shell", "--format", "csv").stdout.split(), ["n", "2"])
        self.assertIn("| 2 |", server.skep("jobs", "result", "--server", url, "from-the-shell").stdout.replace("  ", " "))
        self.assertIn("from-the-shell", server.skep("jobs", "list", "--server", url).stdout)
        self.assertEqual(server.skep("jobs", "cancel", "--server", url, "from-the-shell").returncode, 0)
        self.assertEqual(server.skep("jobs", "follow", "--server", url, "none").returncode, 1)
        failed = server.skep("jobs", "submit", "--server", url, "-e", "SELECT 1 / 0", "--follow")
        self.assertEqual(failed.returncode, 1)
        self.assertIn("DIVIDE_BY_ZERO", failed.stderr)


class Receiver(http.server.BaseHTTPRequestHandler):
    """Keeps what it is told; answers 503 as often as `refusals` says first."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.told.append((dict(self.headers), body))
        self.server.refusals -= 1
        self.send_response(503 if self.server.refusals >= 0 else 204)
        self.end_headers()

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def receiver(refusals=0):
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as listening:
        listening.told, listening.refusals = [], refusals
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        try:
            yield listening
        finally:
            listening.shutdown()
            thread.join()


def wait_for(condition, seconds=20):
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.05)
    return condition()


class Webhooks(unittest.TestCase):
    SETTINGS = ("--conf", "skep.jobs.webhook.networks=127.0.0.0/8", "--conf", "skep.jobs.webhook.secret=quiet")

    def test_an_end_is_told_signed_until_it_is_heard(self):
        with Server(arguments=self.SETTINGS) as skep, receiver(refusals=1) as listening:
            url = f"http://127.0.0.1:{listening.server_port}/ended"
            job = submit(skep, "SELECT * FROM nowhere", webhook=url)
            self.assertEqual(job["webhook"], url)
            self.assertTrue(wait_for(lambda: len(listening.told) == 2))

            (headers, body), (again, _) = listening.told
            document = json.loads(body)
            self.assertEqual((document["id"], document["state"]), (job["id"], "failed"))
            self.assertEqual(document["error"]["class"], "TABLE_OR_VIEW_NOT_FOUND")
            self.assertEqual(headers["Skep-Delivery"], again["Skep-Delivery"])
            signed = headers["Skep-Timestamp"].encode() + b"." + body
            self.assertEqual(headers["Skep-Signature"], "sha256=" + hmac.new(b"quiet", signed, "sha256").hexdigest())
            self.assertTrue(wait_for(lambda: "told" in skep.get(f"{JOBS}/{job['id']}")["log"][-1]["text"]))
            self.assertIn("skep_job_webhooks_total 1", skep.request("GET", "/metrics")[2].decode())
            time.sleep(1.5)
            self.assertEqual(len(listening.told), 2)

    def test_an_end_is_told_by_the_next_server_where_this_one_was_killed(self):
        with Server(arguments=self.SETTINGS) as skep, receiver(refusals=1) as listening:
            submit(skep, "SELECT 1", webhook=f"http://127.0.0.1:{listening.server_port}/")
            self.assertTrue(wait_for(lambda: listening.told))
            skep.kill()
            skep.start()

            self.assertTrue(wait_for(lambda: len(listening.told) == 2, 70))

    def test_only_addresses_of_the_list_are_reached(self):
        with receiver() as listening:
            with Server(arguments=("--conf", "skep.jobs.webhook.networks=192.0.2.0/24")) as skep:
                job = submit(skep, "SELECT 1", webhook=f"http://localhost:{listening.server_port}/")
                self.assertTrue(wait_for(lambda: "networks" in skep.get(f"{JOBS}/{job['id']}")["log"][-1]["text"]))
                self.assertEqual(skep.request("POST", JOBS, {"statement": "SELECT 1", "webhook": "file:///etc/passwd"})[0], 400)
            with Server() as skep:
                status, _, body = skep.request("POST", JOBS, {"statement": "SELECT 1", "webhook": "http://127.0.0.1/"})
                self.assertEqual(status, 400)
                self.assertIn("skep.jobs.webhook.networks", json.loads(body)["detail"])
            self.assertEqual(listening.told, [])

    def test_no_session_reads_the_secret(self):
        with Server(arguments=self.SETTINGS) as skep:
            for statement in ("SET", "SET skep.jobs.webhook.secret", "SELECT '${skep.jobs.webhook.secret}' AS s"):
                with contextlib.suppress(Problem):
                    self.assertNotIn("quiet", json.dumps(skep.ask(statement).document))


def until_attempt(skep, job, number, seconds=20):
    until = time.monotonic() + seconds
    while skep.get(f"{JOBS}/{job['id']}")["attempt"] < number and time.monotonic() < until:
        time.sleep(0.05)


class JobsAndRestarts(unittest.TestCase):
    LEASE = ("--conf", "skep.jobs.lease=2")

    def test_sigterm_puts_running_jobs_back(self):
        with Server(arguments=self.LEASE + ("--conf", "skep.drain.timeout=1")) as skep:
            job = submit(skep, ENDLESS)
            until_running(skep, job)
            self.assertEqual(skep.stop(20), 0, skep.log())

            skep.start()
            until_attempt(skep, job, 2)

            self.assertEqual(skep.get(f"{JOBS}/{job['id']}")["attempt"], 2)
            skep.request("DELETE", f"{JOBS}/{job['id']}")
            self.assertEqual(ended(skep, job)["state"], "cancelled")

    def test_what_cannot_be_looked_up_is_not_run_again_and_says_so(self):
        with Server(arguments=self.LEASE) as skep:
            skep.ask("CREATE TABLE t (n BIGINT) STORED AS PARQUET")
            job = submit(skep, f"FROM ({ENDLESS}) INSERT INTO t SELECT n INSERT INTO t SELECT n + 1")
            until_running(skep, job)
            skep.kill()
            skep.start()

            document = ended(skep, job, 20)

            self.assertEqual((document["state"], document["error"]["code"]), ("failed", "outcome_unknown"))
            self.assertEqual(document["error"]["errorClass"], "JOB_INTERRUPTED")

    def test_statements_that_are_done_are_not_run_again(self):
        with Server(arguments=self.LEASE) as skep:
            job = submit(skep, ["CREATE TABLE t (a INT)", ENDLESS])
            until_running(skep, job)
            while skep.get(f"{JOBS}/{job['id']}")["progress"]["statementsDone"] < 1:
                time.sleep(0.02)
            skep.kill()
            skep.start()
            until_attempt(skep, job, 2)

            self.assertEqual(skep.get(f"{JOBS}/{job['id']}")["attempt"], 2)
            self.assertEqual(skep.rows("SELECT count(*) FROM t"), [[0]])
            skep.request("DELETE", f"{JOBS}/{job['id']}")
            self.assertEqual(ended(skep, job)["state"], "cancelled")

    def test_a_schedules_job_runs_once_though_the_server_was_away(self):
        with Server() as skep:
            skep.request("POST", SCHEDULES, {"id": "often", "cron": "* * * * *", "job": {"statement": "SELECT 1 AS n"}})
            skep.stop()
            # As if the server had been away for an hour.
            with contextlib.closing(sqlite3.connect(f"{skep.warehouse}/jobs.db")) as store:
                store.execute('UPDATE "SKEP_JOB_SCHEDULES" SET "NEXT" = "NEXT" - 3600000000')
                store.commit()
            skep.start()
            until = time.monotonic() + 20
            while "lastJob" not in skep.get(f"{SCHEDULES}/often") and time.monotonic() < until:
                time.sleep(0.05)

            schedule = skep.get(f"{SCHEDULES}/often")
            self.assertEqual(ended(skep, {"id": schedule["lastJob"]})["state"], "succeeded")
            self.assertRegex(schedule["lastJob"], r"^often-\d{8}T\d{4}00Z$")
            self.assertLessEqual(len(skep.get(JOBS)["jobs"]), 2)  # one for all that were missed, maybe the present minute's

    def test_no_space_for_a_result_fails_that_job_alone(self):
        with Server(arguments=("--conf", "skep.jobs.results.budget.bytes=100000")) as skep:
            large = submit(skep, "SELECT id, uuid() AS u FROM range(200000)")
            small = submit(skep, "SELECT 1 AS n")

            self.assertEqual(ended(skep, large)["error"]["errorClass"], "RESULT_STORAGE_FULL")
            self.assertEqual(result(skep, large)[0], 507)
            self.assertEqual(ended(skep, small)["state"], "succeeded")
            self.assertEqual(json.loads(result(skep, small)[2])["rows"], [{"n": 1}])

    def test_the_oldest_results_make_room(self):
        with Server(arguments=("--conf", "skep.jobs.results.budget.bytes=1200000")) as skep:
            jobs = []
            for _ in range(3):
                jobs.append(submit(skep, "SELECT id, uuid() AS u FROM range(20000)"))
                self.assertEqual(ended(skep, jobs[-1])["state"], "succeeded")

            statuses = [result(skep, job)[0] for job in jobs]

            self.assertEqual((statuses[0], statuses[-1]), (410, 200))

    def test_results_outlive_the_server(self):
        with Server() as skep:
            small = submit(skep, "SELECT 1 AS n")
            large = submit(skep, "SELECT id, uuid() AS u FROM range(50000)")
            ended(skep, small)
            ended(skep, large)
            before = result(skep, large, NDJSON)[2]
            skep.kill()
            skep.start()

            self.assertEqual(json.loads(result(skep, small)[2])["rows"], [{"n": 1}])
            self.assertEqual(result(skep, large, NDJSON)[2], before)
