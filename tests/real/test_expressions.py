"""Random well-typed expressions over random tables: Skep and PySpark must agree on value, type, column name and error class.

SKEP_FUZZ_CASES (400) and SKEP_FUZZ_SEED (1) say how many and which; by hand, longer:
    SKEP_FUZZ_CASES=20000 SKEP_FUZZ_SEED=7 tests/real/run expressions
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

FUNCTIONS = Path(__file__).resolve().parent.parent / "functions"
sys.path.insert(0, str(FUNCTIONS))


def load(name):
    loader = importlib.machinery.SourceFileLoader(f"functions_{name}", str(FUNCTIONS / name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


import cases  # noqa: E402

record, run = load("record"), load("run")
import server  # noqa: E402

DEPTH_MAX = 4

COLUMNS = {
    "int": ("i", ["NULL", "0", "1", "-1", "7", "2147483647", "-2147483648"]),
    "bigint": ("l", ["NULL", "0L", "5L", "-3L", "9223372036854775807L"]),
    "double": ("d", ["NULL", "0D", "-0.0D", "1.5D", "-2.25D", "1e300D", "double('NaN')", "double('Infinity')"]),
    "decimal": ("n", ["NULL", "0.00BD", "12.34BD", "-99.99BD", "100.00BD"]),
    "string": ("s", ["NULL", "''", "'Honig'", "' bee '", "'12'", "'Ähre'", "'2024-02-29'"]),
    "boolean": ("b", ["NULL", "true", "false"]),
    "date": ("t", ["NULL", "DATE'2024-02-29'", "DATE'1969-12-31'", "DATE'9999-12-31'"]),
    "timestamp": ("z", ["NULL", "TIMESTAMP'2024-02-29 13:14:15.678'", "TIMESTAMP'1969-12-31 23:59:59.5'"]),
    "array": ("a", ["NULL", "array()", "array(1, 2, NULL)", "array(3, 3)"]),
}

# What gives each type: %type stands for an expression of it.
PRODUCTIONS = {
    "int": ["(%int + %int)", "(%int - %int)", "(%int * %int)", "abs(%int)", "length(%string)", "year(%date)", "size(%array)",
            "CASE WHEN %boolean THEN %int ELSE %int END", "coalesce(%int, %int)", "nullif(%int, %int)", "datediff(%date, %date)",
            "locate(%string, %string)", "CAST(%string AS int)", "CAST(%double AS int)", "try_cast(%string AS int)", "pmod(%int, %int)",
            "greatest(%int, %int)", "element_at(%array, %int)", "array_max(%array)", "(%int & %int)", "hour(%timestamp)", "ascii(%string)"],
    "bigint": ["(%bigint + %int)", "(%bigint * %bigint)", "CAST(%int AS bigint)", "(%int DIV %int)", "floor(%double)",
               "try_add(%bigint, %bigint)", "array_position(%array, %int)", "unix_seconds(%timestamp)", "round(%bigint, -1)", "xxhash64(%string, %int)"],
    "double": ["(%double + %double)", "(%double * %int)", "(%int / %int)", "sqrt(%double)", "round(%double, 1)", "CAST(%string AS double)",
               "CAST(%decimal AS double)", "coalesce(%double, %int)", "least(%double, %double)", "try_divide(%double, %double)", "exp(%double)"],
    "decimal": ["(%decimal + %decimal)", "(%decimal * %decimal)", "(%decimal / %decimal)", "round(%decimal, 1)", "CAST(%int AS decimal(12,2))",
                "(%decimal - %int)", "abs(%decimal)", "coalesce(%decimal, %decimal)"],
    "string": ["concat(%string, %string)", "upper(%string)", "substring(%string, %int, %int)", "CAST(%int AS string)", "CAST(%double AS string)",
               "CAST(%date AS string)", "CAST(%decimal AS string)", "trim(%string)", "lpad(%string, 5, '*')", "replace(%string, %string, 'x')",
               "CASE WHEN %boolean THEN %string END", "date_format(%date, 'yyyy/MM')", "CAST(%array AS string)", "reverse(%string)",
               "hex(%int)", "initcap(%string)", "CAST(%boolean AS string)", "split_part(%string, 'o', 1)", "CAST(%timestamp AS string)"],
    "boolean": ["(%int < %int)", "(%double = %double)", "(%string = %string)", "(%date <= %date)", "(%boolean AND %boolean)",
                "(%boolean OR %boolean)", "(NOT %boolean)", "(%int IS NULL)", "(%decimal > %int)", "(%string LIKE '%o%')", "(%int IN (1, %int, NULL))",
                "array_contains(%array, %int)", "isnan(%double)", "(%int <=> %int)", "(%int BETWEEN %int AND %int)", "(%string < %string)",
                "startswith(%string, %string)", "(%timestamp > %date)"],
    "date": ["date_add(%date, %int)", "add_months(%date, %int)", "last_day(%date)", "CAST(%timestamp AS date)", "CAST(%string AS date)",
             "trunc(%date, 'month')", "coalesce(%date, %date)", "make_date(%int, 2, 3)", "(%date + INTERVAL '1' MONTH)"],
    "timestamp": ["CAST(%date AS timestamp)", "date_trunc('hour', %timestamp)", "(%timestamp + INTERVAL '90' MINUTE)", "timestamp_seconds(%int)"],
    "array": ["array(%int, %int)", "array_distinct(%array)", "sort_array(%array)", "array_append(%array, %int)", "array_union(%array, %array)",
              "slice(%array, 1, %int)", "concat(%array, %array)", "array_remove(%array, %int)", "reverse(%array)", "array_except(%array, %array)"],
}


@dataclass
class Node:
    text: str
    parts: list


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def expression(self, kind, depth=0):
        if depth == DEPTH_MAX or self.random.random() < 0.25:
            name, values = COLUMNS[kind]
            return Node(name if self.random.random() < 0.6 else self.literal(kind, values), [])
        template, parts, out = self.random.choice(PRODUCTIONS[kind]), [], ""
        while template:
            head, percent, rest = template.partition("%")
            word = next((k for k in PRODUCTIONS if rest.startswith(k)), None) if percent else None
            if word:
                parts.append(self.expression(word, depth + 1))
                out, template = out + head + parts[-1].text, rest[len(word) :]
            else:
                out, template = out + head + percent, rest
        return Node(out, parts)

    def literal(self, kind, values):
        value = self.random.choice(values)
        type_name = {"decimal": "decimal(4,2)", "array": "array<int>"}.get(kind, kind)
        return f"CAST(NULL AS {type_name})" if value == "NULL" else value

    def table(self):
        names = ", ".join(name for name, _ in COLUMNS.values())
        rows = []
        for _ in range(self.random.randint(1, 4)):
            rows.append("(" + ", ".join(self.literal(kind, values) for kind, (_, values) in COLUMNS.items()) + ")")
        return f"FROM VALUES {', '.join(rows)} AS t({names})"


class ExpressionsTest(unittest.TestCase):
    def test_random_expressions_are_answered_as_spark_answers_them(self):
        count, seed = int(os.environ.get("SKEP_FUZZ_CASES", 400)), int(os.environ.get("SKEP_FUZZ_SEED", 1))
        maker, made = Maker(seed), {}
        while len(made) < count:
            source = maker.table()
            for kind in COLUMNS:
                node = maker.expression(kind)
                made[cases.Case("random", node.text, source)] = node

        with tempfile.TemporaryDirectory(prefix="skep-oracle-") as folder, server.Server() as skep:
            spark, client = record.Spark(folder), run.Client(skep)
            try:
                wrong = []
                for mode in cases.MODES:
                    if client.sessions[mode] is None:
                        continue
                    answers = spark.ask(made, mode, alone=set(made))
                    for case, expected in answers.items():
                        if not self.agrees(client, case, expected, mode):
                            wrong.append(self.smallest(spark, client, case, made[case], mode))
            finally:
                spark.stop()

        for told in wrong[:20]:
            print(told)
        self.assertEqual(wrong, [], f"{len(wrong)} of {len(made)} expressions differ (seed {seed})")

    def agrees(self, client, case, expected, mode):
        answer = client.ask(case.sql, mode)
        refused = answer.error.startswith(("UNRESOLVED_ROUTINE ", "UNSUPPORTED_FEATURE ", "- "))
        return refused or cases.same(cases.outcome_of(expected), answer)

    def smallest(self, spark, client, case, node, mode):
        """Goes down to the smallest part that differs by itself."""
        for part in node.parts:
            smaller = cases.Case("random", part.text, case.source)
            expected = spark.ask([smaller], mode)[smaller]
            if not self.agrees(client, smaller, expected, mode):
                return self.smallest(spark, client, smaller, part, mode)
        expected, answer = spark.ask([case], mode)[case], client.ask(case.sql, mode)
        return f"ansi={mode}: {case.sql}\n  Spark: {cases.outcome_of(expected)}\n  Skep:  {cases.outcome_of(answer)}"


if __name__ == "__main__":
    unittest.main()
