"""What comes back: pages, and streams of Arrow batches."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .transport import Answer, Stream

if TYPE_CHECKING:
    import pyarrow


@dataclass(frozen=True)
class Column:
    name: str
    type: str  #: Spark's text, such as decimal(10,2)


@dataclass(frozen=True)
class Page:
    """Some rows of a result, and where the others are."""

    columns: list[Column]
    rows: list[dict[str, Any]]
    next: str | None  #: where the next page is; None on the last one
    truncated: bool  #: rows were left out that no further page has
    statement_id: str | None = None
    document: dict[str, Any] = field(default_factory=dict, repr=False)  #: all that the server said

    _fetch: Callable[[str], Page] | None = field(default=None, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.rows)

    def next_page(self) -> Page | None:
        """Asks for the next page; None after the last one. The same page always has the same rows."""
        if self.next is None or self._fetch is None:
            return None
        return self._fetch(self.next)


def page_from(answer: Answer, fetch: Callable[[str], Page]) -> Page:
    document = answer.document
    return Page(
        columns=[Column(column["name"], column["type"]) for column in document["columns"]],
        rows=document["rows"],
        next=document.get("next"),
        truncated=bool(document.get("truncated", False)),
        statement_id=answer.headers.get("skep-statement"),
        document=document,
        _fetch=fetch,
    )


class Pages:
    """Pages one after the other, each asked for when it is wanted."""

    def __init__(self, first: Page) -> None:
        self.first = first

    def __iter__(self) -> Iterator[Page]:
        page: Page | None = self.first
        while page is not None:
            yield page
            page = page.next_page()

    def rows(self) -> Iterator[dict[str, Any]]:
        """All rows of all pages."""
        for page in self:
            yield from page.rows


def buffered(stream: Stream) -> io.BufferedReader:
    """A stream as a file whose `read` gives as much as is asked for, as pyarrow wants it."""
    return io.BufferedReader(_StreamFile(stream), buffer_size=1 << 18)


class _StreamFile(io.RawIOBase):

    def __init__(self, stream: Stream) -> None:
        self._pieces = stream.pieces()
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


class Batches:
    """Arrow record batches as they are made, with a schema that is known before the first.

    Used in a `with` block; leaving it before the end cancels the statement. Iterating raises when the result breaks off.
    """

    def __init__(self, stream: Stream, reader: pyarrow.RecordBatchStreamReader) -> None:
        self._reader = reader
        self.statement_id = stream.statement_id
        self.schema: pyarrow.Schema = reader.schema

    def __iter__(self) -> Iterator[pyarrow.RecordBatch]:
        while True:
            try:
                batch = self._reader.read_next_batch()
            except StopIteration:
                return
            yield batch

    def read_all(self) -> pyarrow.Table:
        return self._reader.read_all()

    def reader(self) -> pyarrow.RecordBatchReader:
        """The same as pyarrow's own reader, for what takes one (DuckDB, pyarrow.dataset.write_dataset)."""
        return self._reader
