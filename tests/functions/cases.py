"""The recorded cases: what they are, how a file holds them, and when an answer is the same.

`recorded/<family>.cases` has a line a case, under the function it is for and the FROM it reads:

    [substring]
    both<TAB>substring('Honig', 2)<TAB>=: string<TAB>[["onig"]]
    ansi<TAB>substring('Honig', 'x')<TAB>error CAST_INVALID_INPUT 22018
    off<TAB>substring('Honig', 'x')<TAB>=: string<TAB>[[null]]
    FROM VALUES ('Honig', 2) AS t(a, b)
    ...

First the mode (spark.sql.ansi.enabled: `ansi` is on, `off`, or `both` where the answers are the same), then the SELECT
list, then columns (`=` stands for a name that is the expression itself) and rows, or the error's class and SQLSTATE.
"""

import hashlib
import re
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "sql"), str(HERE.parent / "harness")]
import golden  # noqa: E402

RECORDED, KNOWN = HERE / "recorded", HERE / "known"
MODES = ("ansi", "off")


@dataclass(frozen=True)
class Case:
    function: str
    expression: str
    source: str = ""  # "FROM ...", or nothing

    @property
    def sql(self):
        return f"SELECT {self.expression} {self.source}".rstrip()

    @property
    def id(self):
        """Names the case in known/: stays when others come and go."""
        return hashlib.sha1(f"{self.expression}\n{self.source}".encode()).hexdigest()[:5]


@dataclass
class Outcome:
    columns: str = ""  # "name: type | ...", as golden.columns_line gives it
    rows: str = ""  # JSON
    error: str = ""  # "CLASS SQLSTATE"


def outcome_of(answer):
    if answer.error:
        return Outcome(error=answer.error)
    rows = sorted(answer.rows, key=golden.sort_key)
    return Outcome(golden.columns_line(answer.columns), golden.print_cells(rows))


def same(expected, answer):
    if expected.error or answer.error:
        return golden.same_error(expected.error, answer.error)
    if golden.columns_line(answer.columns) != expected.columns:
        return False
    wanted, rows = golden.parse_cells(expected.rows), sorted(answer.rows, key=golden.sort_key)
    wanted, rows = golden.with_floats(wanted, answer.columns), golden.with_floats(rows, answer.columns)
    if re.match(r"collect_set\(|collect_list\(DISTINCT ", answer.columns[0][0]):
        wanted, rows = _without_order(wanted), _without_order(rows)
    return len(rows) == len(wanted) and all(map(golden.same_cell, wanted, rows))


def _without_order(rows):
    """Sets in some order: Spark's own differs from run to run once there is more than one task."""
    return [[sorted(cell, key=repr) if isinstance(cell, list) else cell for cell in row] for row in rows]


def _plain_name(case):
    return re.sub(r"[\x00-\x1f\x7f]", lambda c: f"\\u{ord(c[0]):04x}", case.expression)


def _line(mode, case, outcome):
    if outcome.error:
        return f"{mode}\t{case.expression}\terror {outcome.error}"
    name = _plain_name(case) + ": "
    columns = "=: " + outcome.columns[len(name) :] if outcome.columns.startswith(name) else outcome.columns
    return f"{mode}\t{case.expression}\t{columns}\t{outcome.rows}"


def write(family, recorded):
    """`recorded`: [(case, {mode: outcome})]."""
    lines, function, source = [], None, ""
    for case, outcomes in recorded:
        if case.function != function:
            lines.append(f"[{case.function}]")
            function, source = case.function, ""
        if case.source != source:
            lines.append(case.source or "FROM")
            source = case.source
        ansi, off = (outcomes[mode] for mode in MODES)
        if ansi == off:
            lines.append(_line("both", case, ansi))
        else:
            lines += [_line("ansi", case, ansi), _line("off", case, off)]
    RECORDED.mkdir(exist_ok=True)
    (RECORDED / f"{family}.cases").write_text("\n".join(lines) + "\n", encoding="utf-8")


def read(family):
    """Gives [(case, mode, outcome)], a pair of them for `both`."""
    found, function, source = [], "", ""
    for line in (RECORDED / f"{family}.cases").read_text(encoding="utf-8").split("\n"):
        if line.startswith("[") and line.endswith("]") and "\t" not in line:
            function, source = line[1:-1], ""
        elif line == "FROM" or line.startswith("FROM "):
            source = "" if line == "FROM" else line
        elif line:
            mode, expression, columns, *rows = line.split("\t")
            case = Case(function, expression, source)
            if columns.startswith("error "):
                outcome = Outcome(error=columns[len("error ") :])
            else:
                name = _plain_name(case) if columns.startswith("=: ") else ""
                outcome = Outcome(name + columns[1:] if name else columns, rows[0])
            found += [(case, m, outcome) for m in (MODES if mode == "both" else [mode])]
    return found


def families():
    return sorted(path.stem for path in (HERE / "arguments").glob("*.txt") if path.stem != "pools")


def names():
    """What SHOW FUNCTIONS of Spark 4.0.1 lists."""
    return (HERE / "names.txt").read_text(encoding="utf-8").split()

class Known:
    """The failures that are known, of one family: `known/<family>.txt` has a line a function and the ids of cases, with +
    or - where they fail in one mode only (ANSI on, off); * stands for all its cases."""

    def __init__(self, family):
        self.path, self.ids = KNOWN / f"{family}.txt", {}
        for line in self.path.read_text().splitlines() if self.path.exists() else []:
            if line and not line.startswith("#"):
                function, ids = line.split(": ", 1)
                self.ids[function] = set(ids.split())

    def __contains__(self, key):
        case, mode = key
        ids = self.ids.get(case.function, ())
        sign = "+" if mode == "ansi" else "-"
        return any(i in ids for i in ("*", "*" + sign, case.id, case.id + sign))

    def replace(self, results):
        """`results`: {function: [(case, mode, failed)]}, whose lists become those that failed."""
        for function, of_function in results.items():
            self.ids[function] = _compact(of_function)
        KNOWN.mkdir(exist_ok=True)
        lines = [f"{function}: {' '.join(sorted(ids))}" for function, ids in sorted(self.ids.items()) if ids]
        self.path.write_text("".join(line + "\n" for line in lines))


def _compact(results):
    ids, signs = set(), {"ansi": "+", "off": "-"}
    failing = {mode: [case.id for case, m, failed in results if m == mode and failed] for mode in MODES}
    whole = {mode for mode in MODES if failing[mode] and all(failed for _, m, failed in results if m == mode)}
    if whole == set(MODES):
        return {"*"}
    for mode in MODES:
        if mode in whole:
            ids.add("*" + signs[mode])
            continue
        other = set(failing["off" if mode == "ansi" else "ansi"])
        ids |= {i if i in other and not whole else i + signs[mode] for i in failing[mode]}
    return ids
