"""Skep's errors as this application's: what callers did wrong, what may work later, and what is our own fault."""

import skep
from fastapi import Request
from fastapi.responses import JSONResponse

STATUSES: list[tuple[type[skep.Error], int, str]] = [
    (skep.Overloaded, 503, "busy, try again later"),
    (skep.TimedOut, 504, "this took too long"),
    (skep.Unavailable, 503, "the data cannot be reached"),
    (skep.NotFound, 404, "there is no such data any more"),
]


def answer_problem(_: Request, error: skep.ServerError) -> JSONResponse:
    """Our statements are our own, so that one which Skep refuses is this application's fault: 500, not 400."""
    status, title = next(((s, t) for kind, s, t in STATUSES if isinstance(error, kind)), (500, "an error of ours"))
    headers = {"Retry-After": f"{error.retry_after or 1:.0f}"} if isinstance(error, skep.Overloaded) else None
    document = {"title": title, "status": status, "errorClass": error.error_class}
    return JSONResponse(document, status, headers, media_type="application/problem+json")


def answer_unreachable(_: Request, error: skep.ServerUnreachable) -> JSONResponse:
    return JSONResponse({"title": "the data cannot be reached", "status": 502}, 502, media_type="application/problem+json")
