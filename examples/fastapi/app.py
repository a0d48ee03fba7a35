"""Flights for an application's own callers, answered by Skep. SKEP_URL says where it is."""

import contextlib
import os
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any

import skep
from fastapi import FastAPI, HTTPException, Path, Query, Request
from fastapi.responses import StreamingResponse
from pages import Tokens
from problems import answer_problem, answer_unreachable

Month = Annotated[int, Query(ge=1, le=12)]
Limit = Annotated[int, Query(ge=1, le=1000)]

FLIGHTS = "SELECT date, delay, origin, destination FROM flights WHERE month = :month"
FORMS = {"csv": "text/csv", "ndjson": "application/x-ndjson", "arrow": "application/vnd.apache.arrow.stream"}


@contextlib.asynccontextmanager
async def life(app: FastAPI) -> AsyncIterator[None]:
    with skep.connect(os.environ.get("SKEP_URL", "http://127.0.0.1:8080")) as warehouse:
        app.state.warehouse = warehouse
        yield


app = FastAPI(title="Flights", lifespan=life)
app.add_exception_handler(skep.ServerError, answer_problem)
app.add_exception_handler(skep.ServerUnreachable, answer_unreachable)
tokens = Tokens(os.environ.get("PAGE_SECRET"))


def warehouse(request: Request) -> skep.Connection:
    return request.app.state.warehouse


def page_document(page: skep.Page) -> dict[str, Any]:
    return {"flights": page.rows, "next": f"/pages/{tokens.make(page.next)}" if page.next else None}


# Plain functions: FastAPI runs them on its threads, where they may wait for Skep.
@app.get("/flights")
def flights(request: Request, month: Month, limit: Limit = 100) -> dict[str, Any]:
    """A page of a month's flights."""
    return page_document(warehouse(request).execute(FLIGHTS, {"month": month}, limit=limit, timeout=20))


@app.get("/pages/{token}")
def further_page(request: Request, token: str) -> dict[str, Any]:
    """The page that another one's `next` names."""
    path = tokens.read(token)
    if path is None:
        raise HTTPException(404, "there is no such page")
    return page_document(warehouse(request).page(path))


@app.get("/flights.{form}")
def all_flights(request: Request, form: Annotated[str, Path(pattern="^(csv|ndjson|arrow)$")], month: Month) -> StreamingResponse:
    """All of a month's flights, passed on as they come. A caller who leaves ends the statement in Skep too."""
    # The first bytes are awaited here, so that an error before them has a status of its own.
    stack = contextlib.ExitStack()
    stream = stack.enter_context(warehouse(request).stream(FLIGHTS, {"month": month}, accept=FORMS[form]))

    def pieces() -> Iterator[bytes]:
        with stack:
            yield from stream.pieces()  # raises where the rows break off, and so breaks our own answer

    return StreamingResponse(pieces(), media_type=FORMS[form])


@app.get("/airports/{iata}/delays")
def delays(request: Request, iata: str) -> dict[str, Any]:
    """An airport's delays by month."""
    rows = warehouse(request).execute(
        "SELECT month, count(*) AS flights, round(avg(delay), 1) AS delay FROM flights WHERE origin = ?"
        " GROUP BY month ORDER BY month",
        [iata.upper()],
    ).rows
    if not rows:
        raise HTTPException(404, f"no flights from {iata}")
    return {"iata": iata.upper(), "months": rows}
