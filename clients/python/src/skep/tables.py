"""A table, asked by parameters instead of SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from .results import Page, Pages, page_from
from .transport import API, Transport


class Table:
    """One table of one server. Expressions are Spark's SQL over this table's columns only."""

    def __init__(self, transport: Transport, headers: Mapping[str, str], database: str, name: str) -> None:
        self._transport = transport
        self._headers = headers
        self._path = f"{API}/databases/{quote(database, safe='')}/tables/{quote(name, safe='')}"

    def describe(self) -> dict[str, Any]:
        """Its columns, partitions, location and properties."""
        document: dict[str, Any] = self._get("", {})
        return document

    def rows(
        self,
        *,
        select: str | Iterable[str] | None = None,
        where: str | None = None,
        order: str | Iterable[str] | None = None,
        limit: int | None = None,
        offset: int | None = None,
    ) -> Page:
        """The first page of its rows. Pages stay what they are; when the table's files are gone, `next_page` raises."""
        query = _query(select=_listed(select), where=where, order=_listed(order), limit=limit, offset=offset)
        return page_from(self._transport.send("GET", f"{self._path}/rows", query=query, headers=self._headers), self._page)

    def pages(self, **more: Any) -> Pages:
        """An iterator over its pages; takes what `rows` takes."""
        return Pages(self.rows(**more))

    def count(self, where: str | None = None) -> dict[str, Any]:
        """How many rows there are, and whether that is exact."""
        document: dict[str, Any] = self._get("/count", _query(where=where))
        return document

    def sample(
        self,
        *,
        rows: int | None = None,
        fraction: float | None = None,
        seed: int | None = None,
        by: str | Iterable[str] | None = None,
    ) -> Page:
        """Some rows by chance: so many, or that part of all; the same seed gives the same rows."""
        query = _query(rows=rows, fraction=fraction, seed=seed, by=_listed(by))
        return page_from(self._transport.send("GET", f"{self._path}/sample", query=query, headers=self._headers), self._page)

    def summary(self, columns: str | Iterable[str] | None = None) -> dict[str, Any]:
        """Counts, extremes, quartiles and the like of its columns."""
        document: dict[str, Any] = self._get("/summary", _query(columns=_listed(columns)))
        return document

    def facets(self, columns: str | Iterable[str]) -> dict[str, Any]:
        """The values of some columns with how often each is there."""
        document: dict[str, Any] = self._get("/facets", _query(columns=_listed(columns)))
        return document

    def _get(self, path: str, query: Mapping[str, str]) -> Any:
        return self._transport.send("GET", self._path + path, query=query, headers=self._headers).document

    def _page(self, next: str) -> Page:
        return page_from(self._transport.send("GET", next, headers=self._headers), self._page)


def _listed(names: str | Iterable[str] | None) -> str | None:
    return names if names is None or isinstance(names, str) else ",".join(names)


def _query(**values: object) -> dict[str, str]:
    return {name: str(value) for name, value in values.items() if value is not None}
