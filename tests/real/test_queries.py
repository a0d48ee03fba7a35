"""Random well-formed queries over small tables: Skep and PySpark must agree on column names, types, rows and error class.

SKEP_FUZZ_CASES (120) and SKEP_FUZZ_SEED (1) say how many and which; by hand, longer:
    SKEP_FUZZ_CASES=2000 SKEP_FUZZ_SEED=7 tests/real/run queries

What Skep refuses by name is counted and told, and is no failure.
"""

import importlib.machinery
import importlib.util
import os
import random
import sys
import tempfile
import unittest
from dataclasses import dataclass
from pathlib import Path

SQL = Path(__file__).resolve().parent.parent / "sql"
sys.path.insert(0, str(SQL))
_loader = importlib.machinery.SourceFileLoader("sql_run", str(SQL / "run"))
run = importlib.util.module_from_spec(importlib.util.spec_from_loader(_loader.name, _loader))
_loader.exec_module(run)
import golden  # noqa: E402
import oracle  # noqa: E402
import server  # noqa: E402

DEPTH_MAX = 3

TABLES = {
    "hives": {"id": "int", "keeper": "int", "kind": "string", "kilos": "int", "price": "decimal", "built": "date"},
    "keepers": {"id": "int", "name": "string", "region": "string", "boss": "int"},
    "harvests": {"hive": "int", "year": "int", "grams": "bigint", "grade": "string"},
}

SETUP = [
    """CREATE TEMPORARY VIEW hives AS SELECT * FROM VALUES
    (1, 1, 'lime', 12, 10.50BD, DATE'2020-01-31'), (2, 1, 'lime', 30, NULL, DATE'2021-02-28'),
    (3, 2, 'heath', NULL, 7.25BD, NULL), (4, NULL, 'heath', 5, 0.00BD, DATE'2020-02-29'),
    (5, 3, NULL, 30, 99.99BD, DATE'2020-01-31'), (6, 9, 'acacia', -4, 10.50BD, DATE'1999-12-31')
    AS t(id, keeper, kind, kilos, price, built)""",
    """CREATE TEMPORARY VIEW keepers AS SELECT * FROM VALUES (1, 'Ada', 'north', NULL), (2, 'Ben', 'south', 1),
    (3, 'Cleo', 'north', 1), (4, 'Dov', NULL, 2), (5, NULL, 'east', 2) AS t(id, name, region, boss)""",
    """CREATE TEMPORARY VIEW harvests AS SELECT * FROM VALUES (1, 2020, 100L, 'a'), (1, 2021, 250L, 'b'), (2, 2020, 250L, 'a'),
    (3, 2021, NULL, NULL), (4, 2020, 0L, 'c'), (NULL, 2021, 70L, 'a'), (1, 2020, 100L, 'a') AS t(hive, year, grams, grade)""",
]

LITERALS = {
    "int": ["1", "2", "3", "-4", "30", "2020", "CAST(NULL AS INT)"],
    "bigint": ["0L", "100L", "250L", "CAST(NULL AS BIGINT)"],
    "string": ["'a'", "'lime'", "'north'", "''", "CAST(NULL AS STRING)"],
    "decimal": ["10.50BD", "0.00BD", "-1.25BD"],
    "date": ["DATE'2020-01-31'", "DATE'2021-12-01'"],
    "boolean": ["true", "false"],
    "double": ["1.5D", "0D"],
}

VALUES = {
    "int": ["(%int + %int)", "(%int % 7)", "abs(%int)", "coalesce(%int, %int)", "length(%string)", "year(%date)", "nullif(%int, %int)",
            "CASE WHEN %boolean THEN %int ELSE %int END", "CASE %int WHEN 1 THEN %int WHEN 2 THEN 0 END", "greatest(%int, %int)"],
    "bigint": ["(%bigint + %int)", "coalesce(%bigint, %int)", "(%int div 2)", "CAST(%int AS BIGINT)"],
    "string": ["upper(%string)", "concat(%string, '-', %string)", "coalesce(%string, 'none')", "CAST(%int AS STRING)", "substring(%string, 1, 2)",
               "CASE WHEN %boolean THEN %string END"],
    "decimal": ["(%decimal + %decimal)", "round(%decimal, 1)", "(%decimal * 2)", "coalesce(%decimal, 0)"],
    "date": ["date_add(%date, 1)", "coalesce(%date, %date)", "last_day(%date)"],
    "double": ["(%int / 2)", "CAST(%int AS DOUBLE)", "round(%double, 1)"],
    "boolean": ["(%int = %int)", "(%int < %int)", "(%string = %string)", "(%int IS NULL)", "(%string IS NOT NULL)", "(%boolean AND %boolean)",
                "(%boolean OR %boolean)", "(NOT %boolean)", "(%int BETWEEN 1 AND %int)", "(%int IN (1, 3, %int))", "(%string LIKE '%a%')",
                "(%int <=> %int)", "(%date >= %date)", "(%bigint > %int)", "(%decimal > %int)", "(%string IN ('a', 'lime', NULL))"],
}

AGGREGATES = {
    "int": ["max(%int)", "min(%int)", "max(length(%string))"],
    "bigint": ["count(*)", "count(%int)", "count(DISTINCT %string)", "sum(%int)", "sum(DISTINCT %int)", "count(%string) FILTER (WHERE %boolean)",
               "sum(%int) FILTER (WHERE %boolean)", "count_if(%boolean)", "sum(%bigint)"],
    "string": ["min(%string)", "max(%string)"],
    "decimal": ["sum(%decimal)", "max(%decimal)", "avg(%decimal)"],
    "date": ["min(%date)", "max(%date)"],
    "double": ["avg(%int)"],
    "boolean": ["bool_or(%boolean)", "every(%boolean)"],
}

WINDOWS = {
    "int": ["rank() OVER (%by)", "dense_rank() OVER (%by)", "max(%int) OVER (%by)", "min(%int) OVER (PARTITION BY %string)"],
    "bigint": ["count(*) OVER (%by)", "sum(%int) OVER (%by)", "count(%string) OVER (PARTITION BY %int)",
               "sum(%int) OVER (ORDER BY %int RANGE BETWEEN 2 PRECEDING AND CURRENT ROW)",
               "count(%int) OVER (PARTITION BY %string ORDER BY %int DESC RANGE BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING)"],
    "double": ["avg(%int) OVER (%by)", "percent_rank() OVER (%by)", "cume_dist() OVER (%by)"],
}

JOINS = ["JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "LEFT SEMI JOIN", "LEFT ANTI JOIN"]


@dataclass
class Relation:
    text: str
    columns: dict  # name as written -> kind


class Maker:
    """Makes queries; all that it draws comes from one seed."""

    def __init__(self, seed):
        self.random, self.names = random.Random(seed), 0

    def name(self, prefix):
        self.names += 1
        return f"{prefix}{self.names}"

    def chance(self, share):
        return self.random.random() < share

    def of(self, choices):
        return self.random.choice(list(choices))

    # ---- values

    def value(self, kind, columns, depth=0):
        """A value of the kind over columns."""
        own = [name for name, k in columns.items() if k == kind]
        if depth >= 2 or self.chance(0.45):
            return self.of(own) if own and self.chance(0.8) else self.of(LITERALS[kind])
        return self.filled(self.of(VALUES[kind]), columns, depth)

    def filled(self, template, columns, depth=0):
        out = ""
        while template:
            head, percent, rest = template.partition("%")
            out += head
            word = next((k for k in [*LITERALS, "by"] if percent and rest.startswith(k)), None)
            if word == "by":
                out += self.window(columns)
            elif word:
                out += self.value(word, columns, depth + 1)
            else:
                out += percent
            template = rest[len(word or "") :]
        return out

    def window(self, columns):
        partition = f"PARTITION BY {self.of(columns)} " if self.chance(0.6) else ""
        return f"{partition}ORDER BY {self.of(columns)}{self.of(['', ' DESC', ' NULLS LAST'])}"

    def condition(self, columns, depth):
        if depth < DEPTH_MAX and self.chance(0.3):
            return self.subquery_condition(columns, depth + 1)
        return self.value("boolean", columns)

    def subquery_condition(self, columns, depth):
        table, alias = self.of(TABLES), self.name("s")
        inner = {f"{alias}.{name}": kind for name, kind in TABLES[table].items()}
        kind = self.of(["int", "string"])
        own, outer = self.value(kind, inner, 2), self.value(kind, columns, 2)
        correlated = self.chance(0.6)
        where = f"{own} = {outer}" if correlated else self.value("boolean", inner)
        source = f"FROM {table} {alias} WHERE {where}"
        form = self.random.randrange(3)
        if form == 0:
            return f"{self.of(['', 'NOT '])}EXISTS (SELECT 1 {source})"
        if form == 1:
            return f"{outer} {self.of(['', 'NOT '])}IN (SELECT {own} {source})"
        return f"{self.value('int', columns, 1)} < (SELECT max({self.value('int', inner, 2)}) {source})"

    # ---- relations

    def relation(self, depth):
        form = self.random.random()
        if depth >= DEPTH_MAX or form < 0.35:
            return self.table()
        if form < 0.7:
            return self.join(depth + 1)
        if form < 0.8:
            return self.exploded(depth + 1)
        if form < 0.85:
            return self.laterally_joined(depth + 1)
        query, alias = self.query(depth + 1), self.name("q")
        return Relation(f"({query.text}) {alias}", {f"{alias}.{name}": kind for name, kind in query.columns.items()})

    def table(self):
        table, alias = self.of(TABLES), self.name("t")
        return Relation(f"{table} {alias}", {f"{alias}.{name}": kind for name, kind in TABLES[table].items()})

    def join(self, depth):
        left, right = self.relation(depth), self.table()
        kind = self.of(JOINS)
        both = {**left.columns, **right.columns}
        on = self.value("boolean", both)
        if self.chance(0.7):
            on = f"{self.value('int', left.columns, 2)} = {self.value('int', right.columns, 2)}" + (f" AND {on}" if self.chance(0.3) else "")
        keeps_left = kind in ("LEFT SEMI JOIN", "LEFT ANTI JOIN")
        return Relation(f"{left.text} {kind} {right.text} ON {on}", left.columns if keeps_left else both)

    def exploded(self, depth):
        left, alias, item = self.relation(depth), self.name("e"), self.name("x")
        array = f"array({self.value('int', left.columns, 1)}, {self.value('int', left.columns, 1)})"
        outer = self.of(["", "OUTER "])
        return Relation(f"{left.text} LATERAL VIEW {outer}explode({array}) {alias} AS {item}", {**left.columns, f"{alias}.{item}": "int"})

    def laterally_joined(self, depth):
        left, alias, item, table = self.table(), self.name("l"), self.name("m"), self.of(TABLES)
        inner = {f"r.{name}": kind for name, kind in TABLES[table].items()}
        body = f"SELECT max({self.value('int', inner, 2)}) AS {item} FROM {table} r WHERE {self.value('int', inner, 2)} = {self.value('int', left.columns, 2)}"
        return Relation(f"{left.text}, LATERAL ({body}) {alias}", {**left.columns, f"{alias}.{item}": "int"})

    # ---- queries

    def query(self, depth=0):
        form = self.random.random()
        if depth < DEPTH_MAX and form < 0.12:
            return self.set_operation(depth + 1)
        if form < 0.4:
            return self.grouped(depth)
        return self.plain(depth)

    def items(self, kinds, make):
        texts, columns = [], {}
        for kind in kinds:
            name = self.name("c")
            texts.append(f"{make(kind)} AS {name}")
            columns[name] = kind
        return ", ".join(texts), columns

    def filters(self, relation, depth):
        return f" WHERE {self.condition(relation.columns, depth)}" if self.chance(0.6) else ""

    def plain(self, depth, kinds=None):
        relation = self.relation(depth)
        kinds = kinds or [self.of(VALUES) for _ in range(self.random.randint(1, 3))]
        windows = self.chance(0.25)

        def make(kind):
            if windows and kind in WINDOWS:
                return self.filled(self.of(WINDOWS[kind]), relation.columns, 1)
            return self.value(kind, relation.columns)

        items, columns = self.items(kinds, make)
        distinct = self.of(["", "", "", "DISTINCT "])
        order = self.of(["", "", " ORDER BY ALL LIMIT 3"])
        return Relation(f"SELECT {distinct}{items} FROM {relation.text}{self.filters(relation, depth)}{order if depth == 0 else ''}", columns)

    def grouped(self, depth):
        relation = self.relation(depth)
        keys = [self.of(relation.columns) for _ in range(self.random.randint(0, 2))]
        keys = list(dict.fromkeys(keys))
        columns = {self.name("k"): relation.columns[key] for key in keys}
        items = [f"{key} AS {name}" for key, name in zip(keys, columns)]
        aggregates, made = self.items(
            [self.of(AGGREGATES) for _ in range(self.random.randint(1, 2))],
            lambda kind: self.filled(self.of(AGGREGATES[kind]), relation.columns, 1),
        )
        form = self.of(["{}", "{}", "ROLLUP ({})", "CUBE ({})", "GROUPING SETS (({}), ())"])
        group = f" GROUP BY {form.format(', '.join(keys))}" if keys else ""
        having = f" HAVING {self.filled('(count(*) > 1 OR max(%int) IS NULL)', relation.columns, 1)}" if self.chance(0.2) else ""
        text = f"SELECT {', '.join([*items, aggregates])} FROM {relation.text}{self.filters(relation, depth)}{group}{having}"
        return Relation(text, {**columns, **made})

    def set_operation(self, depth):
        kinds = [self.of(["int", "string", "bigint", "date"]) for _ in range(self.random.randint(1, 2))]
        left, right = self.plain(depth, kinds), self.plain(depth, kinds)
        operator = self.of(["UNION ALL", "UNION", "INTERSECT", "EXCEPT", "INTERSECT ALL", "EXCEPT ALL"])
        return Relation(f"({left.text}) {operator} ({right.text})", left.columns)

    def statement(self):
        query = self.query()
        if self.chance(0.15):
            name = self.name("w")
            joined = ", ".join(f"a.{column}" for column in query.columns)
            return f"WITH {name} AS ({query.text}) SELECT {joined}, (SELECT count(*) FROM {name}) AS n FROM {name} a"
        return query.text


class QueriesTest(unittest.TestCase):
    def test_random_queries_are_answered_as_spark_answers_them(self):
        count, seed = int(os.environ.get("SKEP_FUZZ_CASES", 120)), int(os.environ.get("SKEP_FUZZ_SEED", 1))
        maker = Maker(seed)
        statements = [maker.statement() for _ in range(count)]

        wrong, refused = [], []
        with tempfile.TemporaryDirectory(prefix="skep-oracle-") as folder, server.Server() as skep:
            spark, script = oracle.Oracle(folder), run.Script(skep)
            try:
                spark.start_file("random")
                for sql in SETUP:
                    self.assertEqual((spark.ask(sql).error, script.ask(sql).error), ("", ""), sql)
                for sql in statements:
                    expected, answer = golden.as_recorded(spark.ask(sql)), script.ask(sql)
                    if golden.same_answer(expected, answer):
                        continue
                    if answer.error.startswith(("UNSUPPORTED_FEATURE ", "- ")):
                        refused.append(sql)
                    else:
                        wrong.append((sql, expected, answer))
            finally:
                spark.spark.stop()

        for sql, expected, answer in wrong[:20]:
            answer.ordered = expected.ordered
            print(f"{sql}\n  Spark: {golden.answer_lines(expected)[:8]}\n  Skep:  {golden.answer_lines(answer)[:8]}\n")
        for sql in refused[:5]:
            print(f"refused: {sql}")
        print(f"{count} queries, {len(wrong)} differ, {len(refused)} refused by name (seed {seed})")
        self.assertEqual(len(wrong), 0)


if __name__ == "__main__":
    unittest.main()
