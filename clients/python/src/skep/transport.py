"""Requests and answers: httpx is used here only."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from .errors import BrokenAnswer, ServerError, ServerUnreachable, error_from

API = "/api/v1"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    document: Any  #: the JSON body; None for an empty one


class Stream:
    """The body of an answer as it comes. Closing it before its end cancels the statement behind it."""

    def __init__(self, transport: Transport, response: httpx.Response) -> None:
        self._transport = transport
        self._response = response
        self._last = b""

    @property
    def statement_id(self) -> str | None:
        name: str | None = self._response.headers.get("skep-statement")
        return name

    def pieces(self) -> Iterator[bytes]:
        """Bytes, cut anywhere. Raises when the body breaks off: its end is an end only if this returns."""
        try:
            for piece in self._response.iter_bytes():
                self._last = (self._last + piece)[-65536:]
                yield piece
        except httpx.HTTPError as broken:
            raise self._why(broken) from broken

    def lines(self) -> Iterator[bytes]:
        """Whole lines without their ends. A failure's own line is not given but raised: so the last line waits until
        another one or the end follows."""
        held: list[bytes] = []
        rest = b""
        for piece in self.pieces():
            *whole, rest = (rest + piece).split(b"\n")
            if whole:
                yield from held
                yield from whole[:-1]
                held = whole[-1:]
        yield from held
        if rest:
            yield rest

    def close(self) -> None:
        self._response.close()

    def _why(self, broken: httpx.HTTPError) -> Exception:
        """The failure that broke the body off: NDJSON's last line says it, else the statement's state does."""
        with contextlib.suppress(ValueError, TypeError, AttributeError):
            problem = json.loads(self._last.strip().rpartition(b"\n")[2])["error"]
            return error_from(None, problem)
        if self.statement_id:
            with contextlib.suppress(ServerError, ServerUnreachable):
                found = self._transport.send("GET", f"{API}/statements/{self.statement_id}").document
                if isinstance(found, dict) and isinstance(found.get("error"), dict):
                    return error_from(None, found["error"])
        return BrokenAnswer(f"the answer broke off: {broken}")


class Transport:
    """One server. Any thread may use it."""

    def __init__(self, url: str, timeout: float, headers: Mapping[str, str] | None = None) -> None:
        # Reading has no limit of its own: the statement's timeout is kept by the server.
        limits = httpx.Timeout(timeout, read=None)
        self._client = httpx.Client(base_url=url, timeout=limits, headers=dict(headers or {}))

    def send(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request and its whole answer. Raises a ServerError for every status from 400 on."""
        request = self._request(method, path, query, body, {"Accept": "application/json", **(headers or {})})
        try:
            response = self._client.send(request)
        except httpx.RemoteProtocolError as broken:
            raise BrokenAnswer(f"the answer broke off: {broken}") from broken
        except httpx.HTTPError as failed:
            raise ServerUnreachable(f"{request.url.copy_with(path='/', query=None)} does not answer: {failed}") from failed
        self._raise_for(response)
        return Answer(response.status_code, response.headers, response.json() if response.content else None)

    @contextlib.contextmanager
    def stream(
        self,
        path: str,
        *,
        accept: str,
        body: object,
        query: Mapping[str, str] | None,
        headers: Mapping[str, str],
        method: str = "POST",
    ) -> Iterator[Stream]:
        """A request whose answer is read piece by piece."""
        request = self._request(method, path, query, body, {**headers, "Accept": accept})
        try:
            response = self._client.send(request, stream=True)
        except httpx.HTTPError as failed:
            raise ServerUnreachable(f"the server does not answer: {failed}") from failed
        try:
            if response.status_code >= 400:
                response.read()
            self._raise_for(response)
            yield Stream(self, response)
        finally:
            response.close()

    def close(self) -> None:
        self._client.close()

    def _request(
        self, method: str, path: str, query: Mapping[str, str] | None, body: object, headers: Mapping[str, str]
    ) -> httpx.Request:
        # A path with a query of its own, as `next` has, keeps it.
        return self._client.build_request(method, path, params=query or None, json=body, headers=dict(headers))

    @staticmethod
    def _raise_for(response: httpx.Response) -> None:
        if response.status_code < 400:
            return
        try:
            document = response.json()
        except ValueError:
            document = {"detail": response.text[:200]}
        if not isinstance(document, dict):
            document = {"detail": str(document)[:200]}
        raise error_from(response.status_code, document, response.headers.get("retry-after"))
