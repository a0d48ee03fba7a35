"""Jobs: long work that outlives its client, and the server."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Union

from .errors import BrokenAnswer, Cancelled, ServerUnreachable, error_from
from .results import Batches, Page, Pages, buffered, page_from
from .transport import API, Stream, Transport

if TYPE_CHECKING:
    import pandas
    import pyarrow

ARROW = "application/vnd.apache.arrow.stream"
NDJSON = "application/x-ndjson"

#: One statement, or several that run one after the other in one session; the rows of the last one are the result.
JobStatement = Union[str, Sequence[Union[str, Mapping[str, Any]]]]

#: How long the server answers nothing at most while a job is waited for, in seconds.
WAIT = 30


class Job:
    """A job on the server. It goes on whether or not this object is there. Any thread may use it."""

    def __init__(self, transport: Transport, headers: Mapping[str, str], document: Mapping[str, Any]) -> None:
        self._transport = transport
        self._headers = dict(headers)
        self.id: str = document["id"]
        self.document: dict[str, Any] = dict(document)  #: all that the server said last

    def __repr__(self) -> str:
        return f"<skep.Job {self.id} {self.state}>"

    @property
    def state(self) -> str:
        """As it was known last: queued, running, succeeded, failed or cancelled."""
        state: str = self.document["state"]
        return state

    @property
    def ended(self) -> bool:
        return self.state not in ("queued", "running")

    @property
    def progress(self) -> dict[str, Any]:
        progress: dict[str, Any] = self.document["progress"]
        return progress

    def refresh(self, wait: float = 0) -> Job:
        """Asks how it is now; with `wait` at its end, or after so many seconds (60 at most)."""
        query = {"wait": str(wait)} if wait else None
        self.document = self._transport.send("GET", self._path(), query=query, headers=self._headers).document
        return self

    def wait(self, timeout: float | None = None, *, away: float = 60) -> Job:
        """Blocks until it has ended, and raises where it failed or was cancelled, or TimeoutError after `timeout` seconds.
        A server that is away, for `away` seconds at most, is waited for."""
        until = None if timeout is None else time.monotonic() + timeout
        seen = time.monotonic()
        while not self.ended:
            left = WAIT if until is None else until - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"the job {self.id} is {self.state} after {timeout} seconds")
            try:
                self.refresh(min(left, WAIT))
                seen = time.monotonic()
            except (ServerUnreachable, BrokenAnswer):
                if time.monotonic() - seen > away:
                    raise
                time.sleep(0.5)
        self._raise_for_end()
        return self

    def events(self, *, last_id: str | None = None) -> Iterator[tuple[str, dict[str, Any]]]:
        """Each change as it comes: ("state", {number, at, state, text}), ("progress", {...}), at last ("end", the job)."""
        headers = {**self._headers, **({"Last-Event-ID": last_id} if last_id else {})}
        with self._stream("/events", "text/event-stream", headers) as stream:
            rest = b""
            for piece in stream.pieces():
                *blocks, rest = (rest + piece).split(b"\n\n")
                for block in blocks:
                    fields = dict(line.partition(": ")[::2] for line in block.decode().splitlines())
                    if "data" not in fields:
                        continue
                    document = json.loads(fields["data"])
                    if fields.get("event") == "end":
                        self.document = document
                    yield fields.get("event", ""), document

    def cancel(self) -> bool:
        """False when it had ended already."""
        return self._transport.send("DELETE", self._path(), headers=self._headers).status == 202

    def requeue(self) -> Job:
        """Queues it again, where it has failed or was cancelled, with all its retries."""
        self.document = self._transport.send("POST", self._path("/requeue"), headers=self._headers).document
        return self

    # ---- its rows: each waits for the job's end first

    def page(self, *, limit: int | None = None) -> Page:
        """The first page of its rows."""
        self.wait()
        query = {"limit": str(limit)} if limit is not None else None
        return page_from(self._transport.send("GET", self._path("/result"), query=query, headers=self._headers), self._next)

    def pages(self, *, limit: int | None = None) -> Pages:
        return Pages(self.page(limit=limit))

    def rows(self) -> Iterator[dict[str, Any]]:
        """All rows, streamed."""
        self.wait()
        with self._stream("/result", NDJSON, self._headers) as stream:
            for line in stream.lines():
                yield json.loads(line)

    @contextlib.contextmanager
    def batches(self) -> Iterator[Batches]:
        """All rows as Arrow record batches, streamed. Needs pyarrow."""
        import pyarrow

        self.wait()
        with self._stream("/result", ARROW, self._headers) as stream:
            yield Batches(stream, pyarrow.ipc.open_stream(pyarrow.PythonFile(buffered(stream), mode="r")))

    def arrow(self) -> pyarrow.Table:
        """All rows as an Arrow table. Needs pyarrow."""
        with self.batches() as batches:
            return batches.read_all()

    def pandas(self) -> pandas.DataFrame:
        """All rows as a pandas data frame. Needs pyarrow and pandas."""
        return self.arrow().to_pandas()

    def _path(self, rest: str = "") -> str:
        return f"{API}/jobs/{self.id}{rest}"

    def _stream(
        self, rest: str, accept: str, headers: Mapping[str, str]
    ) -> contextlib.AbstractContextManager[Stream]:
        return self._transport.stream(self._path(rest), method="GET", accept=accept, body=None, query=None, headers=headers)

    def _next(self, next: str) -> Page:
        return page_from(self._transport.send("GET", next, headers=self._headers), self._next)

    def _raise_for_end(self) -> None:
        if self.state == "cancelled":
            raise Cancelled(None, {"code": "cancelled", "detail": f"the job {self.id} was cancelled"})
        if self.state == "failed":
            problem = self.document.get("error") or {}
            raise error_from(problem.get("status"), problem)


class Jobs:
    """The jobs of one server: what `connection.jobs` is."""

    def __init__(self, transport: Transport, headers: Mapping[str, str], database: str | None) -> None:
        self._transport = transport
        self._headers = dict(headers)
        self._database = database

    def submit(
        self,
        statement: JobStatement,
        parameters: Any = None,
        *,
        settings: Mapping[str, str] | None = None,
        priority: int | None = None,
        timeout: float | None = None,
        retries: int | None = None,
        keep: int | None = None,
        id: str | None = None,
        after: Sequence[str] | None = None,
        webhook: str | None = None,
        idempotency_key: str | None = None,
    ) -> Job:
        """Takes long work in; it is in the server's store when this returns. Sent twice with one `idempotency_key` it is
        one job. It waits until the jobs with the ids `after` have succeeded; its end is told to `webhook`."""
        from .statements import parameters_json

        wanted = {
            "database": self._database, "settings": dict(settings) if settings else None, "priority": priority,
            "timeout": timeout, "retries": retries, "keep": keep, "id": id, "parameters": parameters_json(parameters),
            "after": list(after) if after else None, "webhook": webhook,
        }
        body = {"statement": statement, **{key: value for key, value in wanted.items() if value is not None}}
        headers = {**self._headers, **({"Idempotency-Key": idempotency_key} if idempotency_key else {})}
        answer = self._transport.send("POST", f"{API}/jobs", body=body, headers=headers)
        return Job(self._transport, self._headers, answer.document)

    def get(self, id: str) -> Job:
        answer = self._transport.send("GET", f"{API}/jobs/{id}", headers=self._headers)
        return Job(self._transport, self._headers, answer.document)

    def list(self, *, state: str | None = None) -> Iterator[Job]:
        """One's own, the latest first; further pages are asked for when they are wanted."""
        next: str | None = f"{API}/jobs" + (f"?state={state}" if state else "")
        while next is not None:
            document = self._transport.send("GET", next, headers=self._headers).document
            for job in document["jobs"]:
                yield Job(self._transport, self._headers, job)
            next = document["next"]
