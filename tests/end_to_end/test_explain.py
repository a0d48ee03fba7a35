"""EXPLAIN shows stages and what each depends on; scans open only the files that they need."""

import re

from case import HARVESTS, ServerCase


class Explain(ServerCase):
    setup_statements = (*HARVESTS, "CREATE TABLE years AS SELECT 2024 AS y")

    def explain(self, statement):
        return "\n".join(" ".join(map(str, row)) for row in self.skep.rows(statement))

    def test_a_query_has_stages(self):
        text = self.explain("EXPLAIN SELECT region, sum(kilos) FROM harvests WHERE year = 2023 GROUP BY region")

        self.assertRegex(text, r"(?i)stage")
        self.assertIn("harvests", text)

    def test_a_write_has_stages_that_depend_on_each_other(self):
        text = self.explain("EXPLAIN INSERT INTO harvests VALUES ('x', 1, 2023, 'east')")

        self.assertRegex(text, r"(?i)depend")
        self.assertGreaterEqual(len(set(re.findall(r"(?i)stage-\d+", text))), 2, text)

    def test_explain_does_not_run_the_statement(self):
        self.explain("EXPLAIN CREATE TABLE never AS SELECT 1 AS x")

        self.assertEqual(self.problem("SELECT * FROM never").status, 404)

    def test_explain_extended_shows_the_generated_sql(self):
        self.assertRegex(self.explain("EXPLAIN EXTENDED SELECT kilos FROM harvests WHERE year = 2024"), r"skep_scan\(")

    def test_only_the_partitions_that_the_filter_names_are_listed(self):
        self.assertIn("2 partitions", self.explain("EXPLAIN EXTENDED SELECT kilos FROM harvests WHERE year = 2023"))
        self.assertIn("4 partitions", self.explain("EXPLAIN EXTENDED SELECT kilos FROM harvests"))
