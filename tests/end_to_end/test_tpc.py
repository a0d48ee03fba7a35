"""All 22 queries of TPC-H and all 99 of TPC-DS are understood: EXPLAIN gives each a plan."""

import unittest

import tpc
from server import Problem, Server


class TpcQueries(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.queries, tables = tpc.texts()
        cls.skep = Server()
        cls.skep.start()
        for schema, ddl in (("h", tpc.H_TABLES), ("ds", tables)):
            cls.skep.ask(f"CREATE DATABASE {schema}")
            for name, columns in ddl.items():
                cls.skep.ask(f"CREATE TABLE {name} ({columns}) USING parquet", database=schema)

    @classmethod
    def tearDownClass(cls):
        cls.skep.close()

    def test_every_query_has_a_plan(self):
        self.assertEqual(121, len(self.queries))
        refused = {}
        for name, text in self.queries.items():
            try:
                self.skep.ask("EXPLAIN " + text, database=name.rstrip("0123456789"))
            except Problem as problem:
                refused[name] = f"{problem.error_class} {problem.document.get('detail')}"
        self.assertEqual({}, refused)

    def test_every_query_runs_on_empty_tables(self):
        failed = {}
        for name, text in self.queries.items():
            try:
                self.skep.ask(text, database=name.rstrip("0123456789"))
            except Problem as problem:
                failed[name] = f"{problem.status} {problem.error_class} {problem.document.get('detail')}"
        self.assertEqual({}, failed)


if __name__ == "__main__":
    unittest.main()
