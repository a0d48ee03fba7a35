"""Jobs over the REST API: taken in, followed, their results, cancelling, and what a restart does to them."""

import io
import json
import time
import unittest

import pyarrow.ipc

from case import ARROW, ENDLESS, NDJSON, Problem, ServerCase, server
from server import Server

JOBS = "/api/v1/jobs"


def submit(skep, statement, headers=None, **more):
    """The job's document, or raises Problem."""
    status, received, body = skep.request("POST", JOBS, {"statement": statement, **more}, headers)
    if status != 202:
        raise Problem(status, json.loads(body))
    job = json.loads(body)
    assert received["location"] == f"{JOBS}/{job['id']}", received
    return job


def ended(skep, job, seconds=60):
    """The job when it has ended."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        document = skep.get(f"{JOBS}/{job['id']}?wait=5")
        if document["state"] not in ("queued", "running"):
            return document
    raise AssertionError(f"the job has not ended after {seconds} s: {document}")


def until_running(skep, job, seconds=20):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if skep.get(f"{JOBS}/{job['id']}")["state"] == "running":
            return
        time.sleep(0.02)
    raise AssertionError("the job does not run")


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


class JobsAndRestarts(unittest.TestCase):
    LEASE = ("--conf", "skep.jobs.lease=2")

    def test_sigterm_puts_running_jobs_back(self):
        with Server(arguments=self.LEASE + ("--conf", "skep.drain.timeout=1")) as skep:
            job = submit(skep, ENDLESS)
            until_running(skep, job)
            self.assertEqual(skep.stop(20), 0, skep.log())

            skep.start()
            until_running(skep, job)

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
            until = time.monotonic() + 10
            while skep.get(f"{JOBS}/{job['id']}")["attempt"] < 2 and time.monotonic() < until:
                time.sleep(0.1)

            self.assertEqual(skep.get(f"{JOBS}/{job['id']}")["attempt"], 2)
            self.assertEqual(skep.rows("SELECT count(*) FROM t"), [[0]])
            skep.request("DELETE", f"{JOBS}/{job['id']}")
            self.assertEqual(ended(skep, job)["state"], "cancelled")

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
