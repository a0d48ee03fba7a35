"""A thin client for Skep, the Hive-compatible warehouse server.

    import skep

    with skep.connect("http://127.0.0.1:8080") as warehouse:
        page = warehouse.execute("SELECT origin, delay FROM flights WHERE month = :month", {"month": 3}, limit=100)
        frame = warehouse.pandas("SELECT month, avg(delay) AS delay FROM flights GROUP BY month")
"""

from .connection import Connection, Session, connect
from .errors import (
    AlreadyExists,
    BrokenAnswer,
    Cancelled,
    Conflict,
    Error,
    InternalError,
    InvalidData,
    InvalidStatement,
    NotFound,
    OutcomeUnknown,
    Overloaded,
    PermissionDenied,
    ServerError,
    ServerUnreachable,
    TimedOut,
    Unavailable,
    Unsupported,
)
from .jobs import Job, Jobs
from .results import Batches, Column, Page, Pages
from .tables import Table

__all__ = [
    "AlreadyExists", "Batches", "BrokenAnswer", "Cancelled", "Column", "Conflict", "Connection", "Error", "InternalError",
    "InvalidData", "InvalidStatement", "Job", "Jobs", "NotFound", "OutcomeUnknown", "Overloaded", "Page", "Pages", "PermissionDenied",
    "ServerError", "ServerUnreachable", "Session", "Table", "TimedOut", "Unavailable", "Unsupported", "connect",
]
