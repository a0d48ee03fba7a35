#!/usr/bin/env python3
"""Records when cron expressions fall according to PyPI's croniter (7.0.0), in testdata/croniter.txt:
`pip install croniter tzdata`, then run this. A line: expression | zone | after | the next five instants.

Two rules are ours: an expression with given hours falls once where the clock is set back, not in both passes; and 5-5 is 5, not
everything."""

import random
from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

from croniter import croniter

ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Santiago", "Europe/London"]
CHANGES = ["2026-03-08", "2026-03-29", "2026-04-05", "2026-09-06", "2026-10-04", "2026-10-25", "2026-11-01"]
KNOWN = ["30 2 * * *", "0 3 * * *", "*/30 * * * *", "15 * * * *", "30 1-3 * * *", "*/20 2 * * *", "0 0 29 2 *", "0 12 13 * fri",
         "0 0 31 * *", "5,35 8-18/2 * * mon-fri", "0 0 1 jan,jul *", "0 9 * * 7", "*/7 */5 * * *", "59 23 31 12 *", "45 1 * * 0"]


def field(chance, least, most):
    kind = chance.randrange(6)
    first = chance.randint(least, most)
    if kind < 2:
        return "*"
    if kind == 2:
        return str(first)
    if kind == 3 and first < most:
        return f"{first}-{chance.randint(first + 1, most)}"
    if kind == 4:
        return f"*/{chance.randint(2, 9)}"
    return ",".join(sorted({str(chance.randint(least, most)) for _ in range(3)}))


def expression(chance):
    return " ".join([field(chance, 0, 59), field(chance, 0, 23), field(chance, 1, 28), field(chance, 1, 12), field(chance, 0, 6)])


def instants(text, zone, after):
    walls = croniter(text, after.astimezone(zone))
    is_every_hour = text.split()[1] == "*"
    found, seen = [], None
    while len(found) < 5:
        wall = walls.get_next(datetime)
        if not is_every_hour and wall.fold == 1:
            continue
        instant = wall.astimezone(timezone.utc)
        if instant != seen:
            found.append(instant.strftime("%Y-%m-%dT%H:%M:%SZ"))
        seen = instant
    return found


def main():
    chance = random.Random(20260131)
    lines = []
    for text in KNOWN + [expression(chance) for _ in range(250)]:
        zone = chance.choice(ZONES)
        day = datetime.fromisoformat(chance.choice(CHANGES)).replace(tzinfo=timezone.utc)
        for _ in range(2 if text in KNOWN else 1):
            after = day + timedelta(minutes=chance.randint(-1440, 1440), seconds=chance.randint(0, 59))
            lines.append(" | ".join([text, zone, after.strftime("%Y-%m-%dT%H:%M:%SZ"), " ".join(instants(text, ZoneInfo(zone), after))]))
    Path(__file__).with_name("testdata").joinpath("croniter.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
