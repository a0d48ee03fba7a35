"""Statements, in the forms in which their rows are wanted: what Connection and Session share."""

from __future__ import annotations

import contextlib
import datetime
import decimal
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Union
from urllib.parse import quote

from .results import Batches, Page, Pages, buffered, page_from
from .tables import Table
from .transport import API, Stream, Transport

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

#: `:name` in the statement with a mapping, `?` with a sequence.
Parameters = Union[Mapping[str, Any], Sequence[Any]]

ARROW = "application/vnd.apache.arrow.stream"
NDJSON = "application/x-ndjson"
CSV = "text/csv"


def parameter_json(value: Any) -> Any:
    """A bound value as JSON. What JSON has no form for goes as text with the type that the server casts it to."""
    if isinstance(value, float) and not math.isfinite(value):
        return {"value": {math.inf: "Infinity", -math.inf: "-Infinity"}.get(value, "NaN"), "type": "double"}
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, decimal.Decimal) and value.is_finite():
        exponent = value.as_tuple().exponent
        scale = max(0, -exponent) if isinstance(exponent, int) else 0
        digits = len(f"{abs(value):f}".replace(".", "").lstrip("0"))
        return {"value": f"{value:f}", "type": f"decimal({max(digits, scale, 1)},{scale})"}
    if isinstance(value, datetime.datetime):  # one without a zone is in the session's
        return {"value": value.isoformat(sep=" "), "type": "timestamp"}
    if isinstance(value, datetime.date):
        return {"value": value.isoformat(), "type": "date"}
    raise TypeError(f"a parameter of type {type(value).__name__} cannot be bound")


def parameters_json(parameters: Parameters | None) -> Any:
    """Values for a statement's markers as JSON; None for none."""
    if isinstance(parameters, Mapping):
        return {name: parameter_json(value) for name, value in parameters.items()}
    return None if parameters is None else [parameter_json(value) for value in parameters]


class Statements:
    """Runs statements on one server. Any thread may use it."""

    def __init__(self, transport: Transport, headers: Mapping[str, str], database: str | None) -> None:
        self._transport = transport
        self._headers = dict(headers)
        self._database = database

    # ---- one result, in several forms

    def execute(
        self,
        statement: str,
        parameters: Parameters | None = None,
        *,
        limit: int | None = None,
        timeout: float | None = None,
        id: str | None = None,
    ) -> Page:
        """Runs a statement and gives its first page: at most `limit` rows (1 to 10,000, by default 1,000).

        `timeout` in seconds is kept by the server. `id` is a name of the caller's, so that another thread can follow or
        cancel the statement.
        """
        body = self._body(statement, parameters, timeout, id)
        query = {"limit": str(limit)} if limit is not None else None
        answer = self._transport.send("POST", f"{API}/statements", query=query, body=body, headers=self._headers)
        return page_from(answer, self.page)

    def page(self, next: str) -> Page:
        """The page that another one's `next` names."""
        return page_from(self._transport.send("GET", next, headers=self._headers), self.page)

    def pages(self, statement: str, parameters: Parameters | None = None, **more: Any) -> Pages:
        """Runs a statement and gives an iterator over its pages; takes what `execute` takes."""
        return Pages(self.execute(statement, parameters, **more))

    def rows(
        self,
        statement: str,
        parameters: Parameters | None = None,
        *,
        timeout: float | None = None,
        id: str | None = None,
    ) -> Iterator[dict[str, Any]]:
        """All rows, streamed; leaving the iterator early cancels the statement. Raises when the result breaks off."""
        with self.stream(statement, parameters, accept=NDJSON, timeout=timeout, id=id) as stream:
            for line in stream.lines():
                yield json.loads(line)

    @contextlib.contextmanager
    def batches(
        self,
        statement: str,
        parameters: Parameters | None = None,
        *,
        timeout: float | None = None,
        id: str | None = None,
    ) -> Iterator[Batches]:
        """All rows as Arrow record batches, streamed. Needs pyarrow."""
        import pyarrow

        with self.stream(statement, parameters, accept=ARROW, timeout=timeout, id=id) as stream:
            yield Batches(stream, pyarrow.ipc.open_stream(pyarrow.PythonFile(buffered(stream), mode="r")))

    def arrow(self, statement: str, parameters: Parameters | None = None, **more: Any) -> pyarrow.Table:
        """All rows as an Arrow table. Needs pyarrow."""
        with self.batches(statement, parameters, **more) as batches:
            return batches.read_all()

    def pandas(self, statement: str, parameters: Parameters | None = None, **more: Any) -> pandas.DataFrame:
        """All rows as a pandas data frame. Needs pyarrow and pandas."""
        return self.arrow(statement, parameters, **more).to_pandas()

    def polars(self, statement: str, parameters: Parameters | None = None, **more: Any) -> polars.DataFrame:
        """All rows as a polars data frame. Needs pyarrow and polars."""
        import polars

        frame = polars.from_arrow(self.arrow(statement, parameters, **more))
        assert isinstance(frame, polars.DataFrame)
        return frame

    @contextlib.contextmanager
    def stream(
        self,
        statement: str,
        parameters: Parameters | None = None,
        *,
        accept: str = NDJSON,
        timeout: float | None = None,
        id: str | None = None,
    ) -> Iterator[Stream]:
        """The bytes of all rows in any form that the server has, to be passed on as they are."""
        body = self._body(statement, parameters, timeout, id)
        with self._transport.stream(
            f"{API}/statements", accept=accept, body=body, query=None, headers=self._headers
        ) as stream:
            yield stream

    # ---- statements by id

    def status(self, id: str) -> dict[str, Any]:
        """What a statement does: `state` is queued, running, finished, failed or cancelled."""
        answer = self._transport.send("GET", f"{API}/statements/{id}", headers=self._headers)
        document: dict[str, Any] = answer.document
        return document

    def cancel(self, id: str) -> bool:
        """Cancels a statement that runs or waits; False when it had ended already."""
        return self._transport.send("DELETE", f"{API}/statements/{id}", headers=self._headers).status == 202

    # ---- tables

    def table(self, name: str) -> Table:
        """A table by name, as `orders` or `shop.orders`, to be asked without SQL."""
        database, _, table = name.rpartition(".")
        return Table(self._transport, self._headers, database or self._database or "default", table)

    def databases(self) -> list[str]:
        """The names of the databases, at most 10,000."""
        return self._names(f"{API}/databases", "databases")

    def tables(self, database: str | None = None) -> list[str]:
        """The names of a database's tables, at most 10,000; by default of the connection's own."""
        return self._names(f"{API}/databases/{quote(database or self._database or 'default', safe='')}/tables", "tables")

    def _names(self, path: str, key: str) -> list[str]:
        names: list[str] = self._transport.send(
            "GET", path, query={"limit": "10000"}, headers=self._headers
        ).document[key]
        return names

    def _body(
        self, statement: str, parameters: Parameters | None, timeout: float | None, id: str | None
    ) -> dict[str, Any]:
        body: dict[str, Any] = {"statement": statement}
        if self._database is not None:
            body["database"] = self._database
        if timeout is not None:
            body["timeout"] = timeout
        if id is not None:
            body["id"] = id
        if parameters is not None:
            body["parameters"] = parameters_json(parameters)
        return body
