"""Jobs over the REST API, as several suites ask for them."""

import json
import time

from server import Problem

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
