"""Jobs: from submission to result beside the statement itself, empty jobs a second beside Celery's empty tasks, and a long queue
that waits."""

import http.client
import json
import statistics
import threading
import time

import celery_queue
import loads
import postgresql
from setting import server

JSON = {"Content-Type": "application/json"}
CLIENTS = 64
JOBS = 3000
SUBMITTING_SECONDS = 2
IDLE_SECONDS = 10
LARGE_ROWS = 10_000_000


def asked(connection, method, path, body=None, headers=None):
    connection.request(method, path, json.dumps(body) if body is not None else None, {**JSON, **(headers or {})})
    response = connection.getresponse()
    data = response.read()
    if response.status >= 400:
        raise SystemExit(f"bench: {response.status} {data.decode()}")
    return json.loads(data) if data else None


def latency_of_a_job(connection):
    began = time.monotonic()
    job = asked(connection, "POST", "/api/v1/jobs", {"statement": "select 1"})
    asked(connection, "GET", f"/api/v1/jobs/{job['id']}/result?wait=60")
    return 1000 * (time.monotonic() - began)


def latency_of_a_statement(connection):
    began = time.monotonic()
    asked(connection, "POST", "/api/v1/statements", {"statement": "select 1"})
    return 1000 * (time.monotonic() - began)


def submit_many(skep, count, **more):
    """From many clients at once; gives the seconds that it took."""
    def send(share):
        connection = http.client.HTTPConnection("127.0.0.1", skep.port)
        for _ in range(share):
            asked(connection, "POST", "/api/v1/jobs", {"statement": "select 1", **more})

    began = time.monotonic()
    threads = [threading.Thread(target=send, args=(count // CLIENTS,)) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.monotonic() - began


def measure(metrics, name):
    line = next(line for line in metrics.splitlines() if line.startswith(name))
    return float(line.rpartition(" ")[2])


def succeeded(skep):
    return measure(skep.request("GET", "/metrics")[2].decode(), 'skep_jobs_ended_total{outcome="succeeded"}')


def transactions(skep):
    return measure(skep.request("GET", "/metrics")[2].decode(), "skep_job_store_transactions_total")


def wait_until_ended(skep, count):
    while succeeded(skep) < count:
        time.sleep(0.05)


def measure_jobs(table):
    with server.Server(arguments=("--conf", "skep.log.requests=false")) as skep:
        connection = skep.connect()
        jobs, statements = [], []
        for _ in range(100):
            jobs.append(latency_of_a_job(connection))
            statements.append(latency_of_a_statement(connection))
        job, statement = statistics.median(jobs), statistics.median(statements)
        limit = 2 * statement + 10
        table.line("select 1, from submission to its result", f"{job:.1f} ms", f"{statement:.1f} ms", job / statement,
                   "2x + 10 ms", job <= limit)
        table.line("empty jobs taken in, one after the other", f"{JOBS / submit_many(skep, JOBS):.0f} /s")
        wait_until_ended(skep, len(jobs) + JOBS // CLIENTS * CLIENTS)
        done = jobs_a_second(skep)
    celery = celery_queue.tasks_a_second()
    table.at_least("empty jobs done, SQLite: Celery on Redis", done, celery, "/s", 5)
    if postgresql.programs():
        with postgresql.Postgresql(fsync="on") as store:
            settings = ("skep.log.requests=false", f"skep.jobs.store={store.create_database('jobs')}")
            with server.Server(arguments=[word for setting in settings for word in ("--conf", setting)]) as skep:
                table.at_least("empty jobs done, PostgreSQL: Celery on Redis", jobs_a_second(skep), celery, "/s", 1)


def jobs_a_second(skep):
    """From the first that is sent until its client knows how each has ended."""
    before = succeeded(skep)
    began = time.monotonic()
    said = loads.end_load(loads.start_load(skep.port, CLIENTS, [loads.job_request("select 1")], seconds=SUBMITTING_SECONDS))
    if set(said["statuses"]) != {"202"} or said["broken"]:
        raise SystemExit(f"bench: unexpected answers: {said}")
    sent = said["statuses"]["202"]["count"]
    wait_until_ended(skep, before + sent)
    connection, known, path = skep.connect(), 0, "/api/v1/jobs?limit=1000"
    while path and known < sent:
        page = asked(connection, "GET", path)
        known += sum(job["state"] == "succeeded" for job in page["jobs"])
        path = page["next"]
    return sent / (time.monotonic() - began)


def measure_idle_queue(table):
    """Ten thousand jobs that wait for one that runs."""
    with server.Server(arguments=("--conf", "skep.log.requests=false", "--conf", "skep.jobs.running.max=1")) as skep:
        slow = "SELECT count(*) FROM range(1000000) a CROSS JOIN range(1000000) b WHERE (a.id * b.id) % 7 = 3"
        skep.request("POST", "/api/v1/jobs", {"statement": slow, "id": "slow", "priority": 100})
        time.sleep(1)
        submit_many(skep, 10_000)
        before = transactions(skep)
        time.sleep(IDLE_SECONDS)
        # A metric is read from the store too, and a transaction has five queries at most.
        table.at_most("store queries while 10,000 wait", 5 * (transactions(skep) - before - 1) / IDLE_SECONDS, "/s", 5)
        skep.request("DELETE", "/api/v1/jobs/slow")
        skep.request("POST", "/api/v1/jobs", {"statement": "SELECT 1", "id": "first", "priority": 100})
        began = time.monotonic()
        asked(skep.connect(), "GET", "/api/v1/jobs/first/result?wait=60")
        table.at_most("an urgent job passes 10,000 others", 1000 * (time.monotonic() - began), "ms", 1000)


def measure_large_result(table):
    """A result of gigabytes, streamed out whole; what the process needed at most, and until the first byte."""
    with server.Server(arguments=("--conf", "skep.log.requests=false")) as skep:
        statement = f"SELECT id, repeat(uuid(), 28) AS text FROM range({LARGE_ROWS})"
        job = asked(skep.connect(), "POST", "/api/v1/jobs", {"statement": statement})
        while (job := asked(skep.connect(), "GET", f"/api/v1/jobs/{job['id']}?wait=60"))["state"] in ("queued", "running"):
            pass
        if job["state"] != "succeeded":
            raise SystemExit(f"bench: {job}")
        table.at_most("memory while the result was kept", skep.memory_mb("VmHWM"), "MB", 1024)
        before, highest, received = skep.memory_mb(), 0, 0
        began = time.monotonic()
        connection = skep.connect()
        connection.request("GET", f"/api/v1/jobs/{job['id']}/result", headers={"Accept": "application/x-ndjson"})
        response = connection.getresponse()
        received += len(response.read(1))
        table.at_most("first byte of the result", 1000 * (time.monotonic() - began), "ms", 100)
        while block := response.read(1 << 20):
            received += len(block)
            if received % (64 << 20) < len(block):
                highest = max(highest, skep.memory_mb())
        table.line("streamed", f"{received / 1e9:.1f} GB", f"{received / 1e6 / (time.monotonic() - began):.0f} MB/s")
        table.at_most("more memory while it was streamed", highest - before, "MB", 256)


PARTS = {"jobs": measure_jobs, "job_queue": measure_idle_queue, "job_result": measure_large_result}
