"""Reads and writes the golden files (`<topic>/<name>.test`) and says when two answers are the same.

A file is a script: its statements run in order in one fresh warehouse. Blocks are separated by blank lines:

    # a remark
    SELECT id, 1 / id FROM hives ORDER BY id
    ---- ordered
    id: int | (1 / id): double
    [1, 1.0]
    [2, 0.5]

Above the dashes the statement, below them what Spark answered: a line of column names and types and a JSON array per
row; or `ok` for a statement without a result; or `error CLASS SQLSTATE`. `ordered` says that the order of the rows
is part of the answer; without it the rows are kept sorted. A block of remarks alone is a heading.
"""

import base64
import json
import math
import re
import struct
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent


@dataclass
class Answer:
    """What came back: columns and rows, or an error class (`columns` is empty when there is no result)."""

    columns: list = field(default_factory=list)  # [(name, type)]
    rows: list = field(default_factory=list)
    error: str = ""  # "CLASS SQLSTATE"
    ordered: bool = False


@dataclass
class Case:
    sql: str
    remarks: list = field(default_factory=list)
    expected: Answer | None = None
    line: int = 0


def test_files(patterns=()):
    files = sorted(ROOT.glob("*/*.test"))
    return [f for f in files if not patterns or any(p in str(f.relative_to(ROOT)) for p in patterns)]


def read(path):
    """Gives the cases of a file. A block of remarks alone comes as a case without SQL."""
    cases, block, start = [], [], 1
    lines = path.read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(lines + [""], 1):
        if line.strip():
            if not block:
                start = number
            block.append(line)
        elif block:
            cases.append(_read_block(block, start))
            block = []
    return cases


def _read_block(block, start):
    remarks = []
    while block and block[0].startswith("#"):
        remarks.append(block.pop(0))
    dashes = next((i for i, line in enumerate(block) if line.startswith("----")), None)
    case = Case("\n".join(block[:dashes]), remarks, line=start + len(remarks))
    if dashes is not None:
        case.expected = _read_answer(block[dashes], block[dashes + 1 :])
    return case


def _read_answer(dashes, lines):
    answer = Answer(ordered="ordered" in dashes)
    if lines[0].startswith("error"):
        answer.error = lines[0][len("error") :].strip()
    elif lines[0] != "ok":
        answer.columns = lines[0]
        answer.rows = [parse_cells(line) for line in lines[1:]]
    return answer


def as_recorded(answer):
    """The answer as it would be read again from a file."""
    lines = answer_lines(answer)
    return _read_answer(lines[0], lines[1:])


def write(path, cases):
    path.write_text("\n\n".join(_block(case) for case in cases) + "\n", encoding="utf-8")


def _block(case):
    lines = list(case.remarks)
    if case.sql:
        lines.append(case.sql)
        if case.expected:
            lines += answer_lines(case.expected)
    return "\n".join(lines)


def answer_lines(answer):
    """The text form of an answer, from the dashes on."""
    if answer.error:
        return ["----", "error " + answer.error]
    if not answer.columns:
        return ["----", "ok"]
    head = answer.columns if isinstance(answer.columns, str) else columns_line(answer.columns)
    rows = answer.rows if answer.ordered else sorted(answer.rows, key=sort_key)
    return ["---- ordered" if answer.ordered else "----", head] + [print_cells(row) for row in rows]


def columns_line(columns):
    line = " | ".join(f"{name}: {kind}" for name, kind in columns)
    return re.sub(r"[\x00-\x1f\x7f]", lambda found: f"\\u{ord(found[0]):04x}", line)


class Pairs(list):
    """A JSON object with its keys in order, doubles included: [(key, value)]."""


def parse_cells(text):
    return json.loads(text, object_pairs_hook=Pairs, parse_int=parse_whole)


def parse_whole(text):
    """JSON's -0 is the negative zero of a double."""
    return -0.0 if text == "-0" else int(text)


def print_cells(cell):
    if isinstance(cell, Pairs):
        return "{" + ", ".join(f"{json.dumps(k, ensure_ascii=False)}: {print_cells(v)}" for k, v in cell) + "}"
    if isinstance(cell, list):
        return "[" + ", ".join(print_cells(c) for c in cell) + "]"
    return json.dumps(cell, ensure_ascii=False)


def sort_key(row):
    """Orders rows alike on both sides: numbers by twelve digits, since the last ones may differ."""
    return print_cells(_rounded(row))


def _rounded(cell):
    if isinstance(cell, Pairs):
        return Pairs((k, _rounded(v)) for k, v in cell)
    if isinstance(cell, list):
        return [_rounded(c) for c in cell]
    if isinstance(cell, bool) or not isinstance(cell, (int, float)):
        return cell
    return float(f"{cell:.12g}")


def same_cell(expected, actual):
    """Equal, where doubles may differ in the last digits (1e-13 of their size): summing order and libm are not SQL."""
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    if isinstance(expected, float) or isinstance(actual, float):
        if not isinstance(expected, (int, float)) or not isinstance(actual, (int, float)):
            return False
        same_sign = math.copysign(1, expected) == math.copysign(1, actual)
        return same_sign and math.isclose(expected, actual, rel_tol=1e-13)
    if isinstance(expected, Pairs):
        return (
            isinstance(actual, Pairs)
            and [k for k, _ in expected] == [k for k, _ in actual]
            and all(same_cell(e, a) for (_, e), (_, a) in zip(expected, actual))
        )
    if isinstance(expected, list):
        return (
            isinstance(actual, list)
            and not isinstance(actual, Pairs)
            and len(expected) == len(actual)
            and all(same_cell(e, a) for e, a in zip(expected, actual))
        )
    return type(expected) is type(actual) and expected == actual


def same_answer(expected, actual):
    """`expected` was read from a file, so its columns are the line of text."""
    if expected.error or actual.error:
        return same_error(expected.error, actual.error)
    if (expected.columns or "") != (columns_line(actual.columns) if actual.columns else ""):
        return False
    rows, wanted = (with_floats(answer.rows, actual.columns or []) for answer in (actual, expected))
    if not expected.ordered:
        rows, wanted = sorted(rows, key=sort_key), sorted(wanted, key=sort_key)
    return len(rows) == len(wanted) and all(same_cell(e, a) for e, a in zip(wanted, rows))


def with_floats(rows, columns):
    """The rows with the floats that numbers stand for: 1.6777216E7 and 16777217 are one, read as doubles they are two."""
    places = {i for i, (_, kind) in enumerate(columns) if kind == "float"}
    if not places:
        return rows
    single = struct.Struct("f")

    def nearest(cell):
        return single.unpack(single.pack(cell))[0] if isinstance(cell, (int, float)) else cell

    return [[nearest(cell) if i in places else cell for i, cell in enumerate(row)] for row in rows]


def same_error(expected, actual):
    """Where Spark itself has no name for an error (`-`, or a numbered legacy one) any error is right."""
    if not expected or not actual:
        return False
    if expected == "-" or expected.startswith("_LEGACY_ERROR_TEMP"):
        return True
    return expected == actual


def is_ordered(sql):
    """Tells whether the statement fixes the order of its rows: ORDER BY outside all parentheses, or a DESCRIBE."""
    bare = re.sub(r"--[^\n]*|'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|`[^`]*`", "x", sql)
    while (shorter := re.sub(r"\([^()]*\)", "x", bare)) != bare:
        bare = shorter
    return bool(re.search(r"\border\s+by\b", bare, re.I) or re.match(r"\s*desc", bare, re.I))


def binary_cell(data):
    return base64.b64encode(bytes(data)).decode()


def hide_what_varies(columns, rows, places):
    """Replaces what differs between two right answers: folders, times, owners, versions, sizes."""
    names = [name for name, _ in columns]
    if names[:2] in (["col_name", "data_type"], ["info_name", "info_value"]):
        rows = [_hide_detail(row) for row in rows]
    elif names == ["key", "value"]:
        rows = [[key, "${time}" if key == "transient_lastDdlTime" else value] for key, value in rows]
    elif names[-1:] == ["information"]:
        rows = [row[:-1] + [_hide_in_lines(row[-1])] for row in rows]
    elif names == ["json_metadata"]:
        rows = [[_hide_in_json(text)] for (text,) in rows]
    return [[_hide_places(cell, places) for cell in row] for row in rows]


_VARYING_DETAILS = {
    "Created Time": "${time}",
    "Last Access": "${time}",
    "Owner": "${owner}",
    "Created By": "${creator}",
    "Statistics": "${statistics}",
    "Partition Statistics": "${statistics}",
}


def _hide_detail(row):
    cells = list(row)
    if cells[0] in _VARYING_DETAILS and cells[1]:
        cells[1] = _VARYING_DETAILS[cells[0]]
    if cells[0] == "Table Properties":
        cells[1] = re.sub(r",?\s*transient_lastDdlTime=\d+", "", cells[1])
    if cells[0] == "Partition Parameters":
        cells[1] = "${parameters}"
    return cells


def _hide_in_lines(text):
    """SHOW TABLE EXTENDED: the details of DESCRIBE as lines."""
    lines = []
    for line in text.split("\n"):
        name, colon, value = line.partition(": ")
        lines.append(name + colon + str(_hide_detail([name, value])[1]))
    return "\n".join(lines)


def _hide_in_json(text):
    """DESCRIBE ... AS JSON: the same by other names."""
    document = json.loads(text)
    for name in ("owner", "created_time", "last_access", "created_by"):
        if name in document:
            document[name] = "${" + name + "}"
    for name in ("statistics", "partition_statistics", "partition_parameters"):
        if name in document:
            document[name] = "${" + name + "}"
    document.get("table_properties", {}).pop("transient_lastDdlTime", None)
    return json.dumps(document)


def _hide_places(cell, places):
    if not isinstance(cell, str):
        return cell
    cell = re.sub(r"'transient_lastDdlTime' = '\d+'", "'transient_lastDdlTime' = '${time}'", cell)
    for name, folder in places.items():
        cell = re.sub(rf"(file:)?(//)?{re.escape(folder)}", "${" + name + "}", cell)
    return cell


def put_places(sql, places):
    """Fills in ${data} (read-only files beside the cases), ${scratch} (an empty folder of the run)."""
    for name, folder in places.items():
        sql = sql.replace("${" + name + "}", folder)
    return sql
