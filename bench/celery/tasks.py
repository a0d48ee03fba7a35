"""The queue that FastAPI services are told to use: Celery on Redis, with an empty task."""

import os

from celery import Celery

app = Celery("tasks", broker=os.environ["CELERY_REDIS"], backend=os.environ["CELERY_REDIS"])


@app.task
def nothing():
    return 1
