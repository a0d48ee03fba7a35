"""What the server answers when something is wrong, as exceptions.

The class says whose fault it is and what a caller may do; `error_class` and `sql_state` are Spark's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Error(Exception):
    """Anything that went wrong between this client and the server."""


class ServerUnreachable(Error):
    """No answer came: the server is not there, or the connection failed before one began."""


class BrokenAnswer(Error):
    """The answer broke off after its beginning and nobody could say why. What was read before is not the whole result."""


class ServerError(Error):
    """A problem document (RFC 9457). Subclasses stand for its `code`; this class itself for a code it does not know."""

    code = ""

    def __init__(self, status: int | None, document: Mapping[str, Any]) -> None:
        self.status = status  #: the HTTP status; None for a failure after the answer had begun
        self.document = dict(document)
        self.detail: str = document.get("detail") or document.get("title") or "no detail"
        self.error_class: str | None = document.get("errorClass")  #: such as DIVIDE_BY_ZERO
        self.sql_state: str | None = document.get("sqlState")  #: such as 22012
        self.line: int | None = document.get("line")  #: in the statement, from 1
        self.column: int | None = document.get("column")
        place = f" (line {self.line}, column {self.column})" if self.line is not None else ""
        named = f"[{self.error_class}] " if self.error_class else ""
        super().__init__(f"{named}{self.detail}{place}")

    def is_a(self, error_class: str) -> bool:
        """Whether Spark's class is this one or one of its kinds: UNRESOLVED_COLUMN has .WITH_SUGGESTION."""
        return self.error_class is not None and (self.error_class + ".").startswith(error_class + ".")


class InvalidStatement(ServerError):
    """The text, a name or a value is wrong; trying again will not help."""

    code = "invalid_argument"


class InvalidData(ServerError):
    """The statement is fine, the data it met is not: a division by zero, an overflow."""

    code = "invalid_data"


class NotFound(ServerError):
    """A database, table, partition, file, statement or session is missing."""

    code = "not_found"


class AlreadyExists(ServerError):
    """It is there already; nothing was written."""

    code = "already_exists"


class PermissionDenied(ServerError):
    """The caller may not do this."""

    code = "permission_denied"


class Unsupported(ServerError):
    """Understood, and not there yet."""

    code = "unsupported"


class Cancelled(ServerError):
    """Somebody asked for the statement to stop, or the server stops."""

    code = "cancelled"


class TimedOut(ServerError):
    """The statement's time ran out."""

    code = "timed_out"


class Overloaded(ServerError):
    """A limit of memory, disk or concurrency; may work later."""

    code = "resource_exhausted"
    retry_after: float | None = None  #: seconds, when the server named them


class Conflict(ServerError):
    """Someone else changed it at the same time; nothing was written."""

    code = "conflict"


class OutcomeUnknown(ServerError):
    """The commit may or may not have happened: look before trying again."""

    code = "outcome_unknown"


class Unavailable(ServerError):
    """A store or file system behind the server does not answer."""

    code = "unavailable"


class InternalError(ServerError):
    """The server's own mistake."""

    code = "internal"


_BY_CODE: dict[str, type[ServerError]] = {kind.code: kind for kind in ServerError.__subclasses__()}


def error_from(status: int | None, document: Mapping[str, Any], retry_after: str | None = None) -> ServerError:
    """The exception for a problem document."""
    error = _BY_CODE.get(str(document.get("code", "")), ServerError)(status, document)
    if isinstance(error, Overloaded) and retry_after is not None and retry_after.isdigit():
        error.retry_after = float(retry_after)
    return error
