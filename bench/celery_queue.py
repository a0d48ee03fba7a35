"""Celery on Redis: the queue that services of FastAPI are told to use, with empty tasks (celery/)."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time

from setting import PLACE, PROJECT, server

import environment

REQUIREMENTS = ["celery[redis]==5.6.2"]
TASKS = 4000
PRODUCERS = 2


def tasks_a_second():
    """With its usual settings: a worker process a core, results kept, tasks acknowledged before they run, so that a kill loses
    those that run, and of what Redis has not yet written to the disk all."""
    python = environment.python("bench-celery", REQUIREMENTS)
    PLACE.mkdir(parents=True, exist_ok=True)
    with redis() as url, open(PLACE / "celery.log", "w") as log:
        settings = {**os.environ, "CELERY_REDIS": url}
        folder = PROJECT / "bench/celery"
        worker = subprocess.Popen([python, "-m", "celery", "-A", "tasks", "worker", "--loglevel", "WARNING", "--concurrency",
                                   str(os.cpu_count())], cwd=folder, env=settings, stdout=log, stderr=log)
        try:
            done = subprocess.run([python, "produce.py", str(TASKS), str(PRODUCERS)], cwd=folder, env=settings, check=True,
                                  stdout=subprocess.PIPE, text=True, timeout=300)
        finally:
            worker.terminate()
            worker.wait(60)
    return TASKS / float(done.stdout)


@contextlib.contextmanager
def redis():
    """As Debian configures it: it writes its state to the disk now and then."""
    folder, port = tempfile.mkdtemp(prefix="skep-bench-redis-"), server.free_port()
    process = subprocess.Popen(["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", folder, "--save", "60 10000"],
                               stdout=subprocess.DEVNULL)
    try:
        time.sleep(1)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)
