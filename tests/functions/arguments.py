"""Makes cases from `arguments/<family>.txt`. All of it is ours, never Spark's examples. The lines there:

    pool NAME TYPE: value | value             arguments of a kind, the ordinary one first (pools.txt: for all families)
    f =g: kind kind ; kind {value | value}    functions (g: an alias) and what calls take, a kind by name or in place
    f: -                                      only what is spelled out
      > call ; call FROM ...                  spelled out, below the functions; F(...) is a call of each of them
    rows NAME = VALUES ... AS t(x)            a relation for aggregates
    group NAME = rows rows ...
    f g @ F(x) ; F(DISTINCT x): rows rows     templates over relations
    pairs + -: pool                           an operator between all pairs; `prefix` before each
    casts cast try_cast: pool: type | type

Of a signature come: the ordinary values, each place's other values, all places at once, nulls with a type and without,
wrong types in each place, one argument too few and too many; and, once Spark has told which succeed, calls on columns.
"""

import re
from dataclasses import dataclass, field

from cases import HERE, Case

@dataclass
class Pool:
    type: str
    values: list


@dataclass
class Signature:
    function: str
    pools: list
    tuples: list = field(default_factory=list)  # the arguments that fit, for calls on columns


class Family:
    """The cases of one file; `signatures` are for on_columns()."""

    def __init__(self, name):
        self.pools, self.rows, self.groups = {}, {}, {}
        self.cases, self.signatures = {}, []  # the dict keeps order and drops what comes twice
        self.doubtful = set()  # what probably fails: to be asked by itself
        self.functions = []
        for file in ("pools", name):
            for line in (HERE / "arguments" / f"{file}.txt").read_text(encoding="utf-8").split("\n"):
                if line.strip() and not line.startswith("#"):
                    self._read(line)
        order = {function: i for i, function in enumerate(dict.fromkeys(c.function for c in self.cases))}
        self.cases = sorted(self.cases, key=lambda case: (order[case.function], case.source))  # stable

    def _add(self, function, expression, source="", is_doubtful=False):
        case = Case(function, expression.strip(), source.strip())
        self.cases[case] = None
        if is_doubtful:
            self.doubtful.add(case)

    def _read(self, line):
        word = line.split(" ", 1)[0]
        if word == "pool":
            head, values = line.split(": ", 1)
            _, name, kind = head.split(" ")
            self.pools[name] = Pool(kind.replace("~", " "), values.split(" | "))
        elif word == "rows":
            _, name, _, source = line.split(" ", 3)
            self.rows[name] = source
        elif word == "group":
            _, name, _, members = line.split(" ", 3)
            self.groups[name] = members.split()
        elif word in ("pairs", "prefix", "casts"):
            getattr(self, f"_{word}")(*line.split(" ", 1)[1].split(": "))
        elif line.startswith("  > "):
            for call in line[4:].split(" ; "):
                self._spelled_out(call)
        elif " @ " in line:
            head, rest = line.split(" @ ", 1)
            templates, names = rest.rsplit(": ", 1)
            self._templates(head.split(), templates.split(" ; "), names.split())
        else:
            head, rest = line.split(": ", 1)
            self.functions = [name.lstrip("=") for name in head.split()]
            signatures = rest.split(" ; ") if rest != "-" else []
            for name in head.split():
                for number, signature in enumerate(signatures):
                    if name.startswith("="):
                        self._signature_of_alias(name[1:], signature)
                    else:
                        self._signature(name, signature, number == 0)

    # ---- forms of lines

    def _pairs(self, operators, pool):
        for operator in operators.split():
            for left in self.pools[pool].values:
                for right in self.pools[pool].values:
                    self._add(operator, f"{left} {operator} {right}", is_doubtful=True)

    def _prefix(self, operators, pool):
        for operator in operators.split():
            for value in self.pools[pool].values:
                self._add(operator, f"{operator} {value}")

    def _casts(self, forms, pool, types):
        for form in forms.split():
            for value in self.pools[pool].values:
                for kind in types.split(" | "):
                    self._add(form, f"{form}({value} AS {kind})", is_doubtful=form == "cast")

    def _spelled_out(self, call):
        if re.search(r"\bF\(", call):
            for function in self.functions:
                self._add(function, *_split_source(re.sub(r"\bF\(", function + "(", call)))
        else:
            named = [f for f in self.functions if re.search(rf"(?<!\w){re.escape(f)}(?!\w)", call, re.I)]
            self._add(max(named, key=len) if named else self.functions[0], *_split_source(call))

    def _templates(self, functions, templates, names):
        rows = [row for name in names for row in self.groups.get(name, [name])]
        for function in functions:
            for row in rows:
                for template in templates:
                    call = re.sub(r"\bF\(", function + "(", template)
                    expression, tail = re.fullmatch(r"(.*?)( GROUP BY .*| WINDOW .*)?", call).groups()
                    source = self.rows[row]
                    self._add(function, expression, f"FROM {source}{tail or ''}", is_doubtful="F(x)" != template)

    def _signature(self, function, text, is_first):
        pools = self._pools(text)
        signature = Signature(function, pools)
        self.signatures.append(signature)
        base = [pool.values[0] for pool in pools]
        for arguments in _variations(pools, base):
            signature.tuples.append(arguments)
            self._add(function, _call(function, arguments))
        for place, pool in enumerate(pools):
            self._add(function, _call(function, _with(base, place, f"CAST(NULL AS {pool.type})" if pool.type != "-" else "NULL")))
            if not is_first:
                continue  # the kinds of the first signature have met nulls and wrong types
            self._add(function, _call(function, _with(base, place, "NULL")))
            wrong = self.pools["wrong"].values
            for value in wrong if place == 0 else wrong[place % 4 :: 4]:
                self._add(function, _call(function, _with(base, place, value)), is_doubtful=True)
        if base:
            self._add(function, _call(function, base[:-1]), is_doubtful=True)
        self._add(function, _call(function, base + ["1"]), is_doubtful=True)

    def _signature_of_alias(self, function, text):
        """Another name of a function that has all cases: only that it is one, and how its columns are called."""
        pools = self._pools(text)
        base = [pool.values[0] for pool in pools]
        others = [pool.values[-1] for pool in pools]
        for arguments in (base, others, ["NULL"] * len(base), base[:-1], base + ["1"], ["array(1)", *base[1:]]):
            self._add(function, _call(function, arguments))

    def _pools(self, text):
        tokens = re.findall(r"\{(?:'[^']*'|[^'}])*\}|\S+", text)
        return [self._pool(token) for token in tokens if token != "()"]

    def _pool(self, token):
        return Pool("-", token[1:-1].split(" | ")) if token.startswith("{") else self.pools[token]

    # ---- the second round

    def values(self):
        """All single arguments, whose types Spark is asked for."""
        return list(dict.fromkeys(v for s in self.signatures for pool in s.pools for v in pool.values))

    def on_columns(self, type_of, succeeded):
        """Calls on columns: the rows are arguments of the ordinary one's types which did not fail as literals."""
        made = {}
        for signature in self.signatures:
            if not signature.pools:
                continue
            base = signature.tuples[0]
            types = [type_of.get(v) for v in base]
            rows = [t for t in signature.tuples if [type_of.get(v) for v in t] == types]
            rows = [t for t in rows if succeeded(_call(signature.function, t))][:12]
            if not rows or "void" in types or None in types:
                continue
            letters = "abcdefgh"[: len(base)]
            columns = ", ".join(letters)
            listed = [f"({', '.join(row)})" for row in rows]
            if len(base) > 1:
                listed.append(f"({', '.join(['NULL'] + list(rows[0][1:]))})")
            listed.append(f"({', '.join(['NULL'] * len(base))})")
            source = f"FROM VALUES {', '.join(listed)} AS t({columns})"
            made[Case(signature.function, _call(signature.function, letters), source)] = None
            if len(base) > 1:
                first = list(dict.fromkeys(f"({row[0]})" for row in rows if row[1:] == base[1:]))
                source = f"FROM VALUES {', '.join(first + ['(NULL)'])} AS t(a)"
                made[Case(signature.function, _call(signature.function, ["a", *base[1:]]), source)] = None
        return list(made)


def _call(function, arguments):
    """A call, in the form that the name asks for."""
    if function in ("%", "div") or (function in ("and", "or", "like", "ilike", "rlike", "regexp") and len(arguments) == 2):
        return f" {function} ".join(arguments)
    if function in ("!", "not"):
        return f"{function} {', '.join(arguments)}"
    return f"{function}({', '.join(arguments)})"


def _with(base, place, value):
    return [*base[:place], value, *base[place + 1 :]]


def _variations(pools, base):
    """The ordinary values; every other value in its place; the n-th of all places."""
    found = {tuple(base): None}
    values_max = 20 if len(pools) == 1 else 10
    for place, pool in enumerate(pools):
        for value in pool.values[:values_max]:
            found[tuple(_with(base, place, value))] = None
    for n in range(max((min(len(pool.values), 6) for pool in pools), default=0)):
        found[tuple(pool.values[n % len(pool.values)] for pool in pools)] = None
    return list(found)


def _split_source(text):
    """Splits at the first FROM outside of parentheses and quotes."""
    depth, quote = 0, False
    for i, c in enumerate(text):
        if c == "'":
            quote = not quote
        elif not quote and c in "([":
            depth += 1
        elif not quote and c in ")]":
            depth -= 1
        elif not quote and depth == 0 and text.startswith(" FROM ", i):
            return text[:i], text[i + 1 :]
    return text, ""
