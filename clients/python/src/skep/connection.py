"""Connections and sessions."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from types import TracebackType

from .errors import Error
from .jobs import Jobs
from .statements import Statements
from .transport import API, Transport


class Connection(Statements):
    """A server, asked without a session: each statement stands for itself. Any thread may use it."""

    def __init__(
        self,
        url: str,
        *,
        database: str | None = None,
        connect_timeout: float = 10.0,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(Transport(url, connect_timeout, headers), {}, database)

    def session(self, *, database: str | None = None, settings: Mapping[str, str] | None = None) -> Session:
        """Opens a session, in which USE, SET and temporary views last. Used in a `with` block, which ends it."""
        return Session(self._transport, database or self._database, settings or {})

    @property
    def jobs(self) -> Jobs:
        """Long work: submitted, followed, its results."""
        return Jobs(self._transport, {}, self._database)

    def close(self) -> None:
        self._transport.close()

    def __enter__(self) -> Connection:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Session(Statements):
    """A session on the server. Statements of one session may not run at the same time where they change it."""

    def __init__(self, transport: Transport, database: str | None, settings: Mapping[str, str]) -> None:
        body: dict[str, object] = {"settings": dict(settings)} if settings else {}
        if database is not None:
            body["database"] = database
        document = transport.send("POST", f"{API}/sessions", body=body).document
        self.id: str = document["id"]
        self.expires: str | None = document.get("expires")
        super().__init__(transport, {"Skep-Session": self.id}, None)

    def close(self) -> None:
        """Ends it; what it held is gone. A session that has ended already is no error."""
        with contextlib.suppress(Error):
            self._transport.send("DELETE", f"{API}/sessions/{self.id}")

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def connect(
    url: str,
    *,
    database: str | None = None,
    connect_timeout: float = 10.0,
    headers: Mapping[str, str] | None = None,
) -> Connection:
    """Names a server, such as http://127.0.0.1:8080; it is first asked when something is wanted of it."""
    return Connection(url, database=database, connect_timeout=connect_timeout, headers=headers)
