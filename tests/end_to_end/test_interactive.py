"""skep sql as people use it: at a terminal."""

import os
import shutil
import tempfile
import unittest
from pathlib import Path

from case import ENDLESS, server
from terminal import Terminal


class Interactive(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.warehouse = tempfile.mkdtemp(prefix="skep-test-")
        server.skep("sql", "--warehouse", cls.warehouse, "-e",
                    "CREATE TABLE hives STORED AS PARQUET AS SELECT id, repeat('日本', 100) AS description FROM range(100);"
                    "CREATE DATABASE meadow")

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.warehouse, ignore_errors=True)

    def setUp(self):
        self.history = Path(self.warehouse, f"history-{self._testMethodName}")
        self.open()

    def tearDown(self):
        self.terminal.close()

    def open(self, *arguments, environment=None, **size):
        if getattr(self, "terminal", None):
            self.terminal.close()
        environment = {"SKEP_HISTORY": str(self.history), "PAGER": "", **(environment or {})}
        command = [server.binary(), "sql", "--warehouse", self.warehouse, *arguments]
        self.terminal = Terminal(command, environment=environment, **size)
        self.terminal.wait_for("default> ")
        self.terminal.wait_for_editor()

    def ask(self, text, until=r"\n\S*> $"):
        """Types and gives what is shown up to `until`, by default the next prompt."""
        self.terminal.type(text)
        shown = self.terminal.wait_for(until)
        if until.endswith("> $"):
            self.terminal.wait_for_editor()
        return shown

    def test_a_statement_takes_lines_until_its_semicolon(self):
        self.ask("SELECT 'a;b' AS x,\n", r"\.\.\.> $")
        shown = self.ask("  1 + 1 AS y; SELECT 5 AS z;\n", r"\| z \|[^>]*> $")

        self.assertIn("| a;b | 2 |", shown)
        self.assertIn("| 5 |", shown)
        self.assertRegex(shown, r"1 row\n0\.\d+ s")

    def test_tables_fit_the_terminal(self):
        self.open(columns=40)

        shown = self.ask("SELECT id, description FROM hives WHERE id = 7;\n")

        row = next(line for line in shown.splitlines() if line.startswith("|  7"))
        self.assertRegex(row, r"^\|  7 \| 日本(日本)*日?… *\|$")
        self.assertEqual(len(row) + row.count("日") + row.count("本"), 40)
        self.assertIn("shortened", shown)

    def test_an_error_does_not_end_the_dialogue(self):
        shown = self.ask("SELECT nam FROM hives;\n")

        self.assertIn("UNRESOLVED_COLUMN", shown)
        self.assertIn("^", shown)
        self.assertIn("| 1 |", self.ask("SELECT 1 AS a;\n"))

    def test_tab_completes_tables_columns_and_keywords(self):
        self.ask("SELECT * FROM hiv\t", "hives")
        self.ask("WHER\t", "E")
        self.ask("descrip\t", "description")
        shown = self.ask("IS NULL;\n")

        self.assertIn("0 rows", shown)

    def test_tab_lists_what_is_possible(self):
        shown = self.ask("USE \t", r"meadow\s")

        self.assertIn("default", shown)

    def test_ctrl_c_cancels_the_statement_that_runs(self):
        self.terminal.type(ENDLESS + ";\n")
        self.terminal.wait_for(r"running \d+\.\d s")

        shown = self.ask("\x03", r"cancel[^>]*> $")

        self.assertIn("cancelled", shown)
        self.assertIn("| 1 |", self.ask("SELECT 1 AS a;\n"))

    def test_ctrl_c_drops_what_is_being_written(self):
        self.ask("SELECT 1,\n", r"\.\.\.> $")
        self.ask("\x03", r"\^C\s+default> $")

        self.assertIn("| 2 |", self.ask("SELECT 2 AS a;\n"))

    def test_the_history_outlives_the_dialogue(self):
        self.ask("SELECT 40 +\n", r"\.\.\.> $")
        self.ask("2 AS answer;\n")
        self.ask("quit\n", r"")
        self.assertEqual(self.terminal.end(), 0)

        self.open()
        self.ask("\x1b[A", r"quit")
        shown = self.ask("\x1b[A\n")

        self.assertIn("SELECT 40 + 2 AS answer;", shown)
        self.assertIn("|     42 |", shown)
        self.assertEqual(os.stat(self.history).st_mode & 0o777, 0o600)

    def test_use_changes_the_prompt(self):
        self.ask("USE meadow;\n", "meadow> $")

        self.assertIn("meadow", self.ask("SELECT current_database();\n"))

    def test_commands_of_beelines(self):
        self.assertIn("hives", self.ask("!tables\n"))
        self.assertIn("description", self.ask("!columns hives\n"))
        self.ask("!set outputformat vertical\n")
        self.assertRegex(self.ask("SELECT 1 AS a, 2 AS b;\n"), r"a  1\nb  2\n")
        self.assertIn("no command", self.ask("!nonsense\n"))
        self.ask("!quit\n", r"")
        self.assertEqual(self.terminal.end(), 0)

    def test_the_end_of_input_ends_the_dialogue(self):
        self.terminal.type("\x04")

        self.assertEqual(self.terminal.end(), 0)

    def test_long_answers_go_through_the_pager(self):
        pager = Path(self.warehouse, "pager")
        pager.write_text("#!/bin/sh\nsed 's/^/paged: /'\n")
        pager.chmod(0o755)
        self.open(environment={"SKEP_PAGER": str(pager)}, lines=20)

        self.assertIn("paged: | 99 |", self.ask("SELECT id FROM hives ORDER BY id;\n"))
        self.assertNotIn("paged", self.ask("SELECT id FROM hives WHERE id = 5;\n"))


if __name__ == "__main__":
    unittest.main()
