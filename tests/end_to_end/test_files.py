"""Files that statements name by their path: which ones they may touch, and what a kill leaves of them."""

import os
import random
import shutil
import tempfile
import time
import unittest
from pathlib import Path

from case import ServerCase

import server

ROWS = "SELECT id, 'a text to fill the files with' AS text FROM range(200000)"


class FilesByTheirPath(ServerCase):
    """The folder `shared` is in skep.files.roots, `secret` beside it is not."""

    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="skep-files-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.shared, cls.secret = cls.folder / "shared", cls.folder / "secret"
        for folder in (cls.shared, cls.secret):
            folder.mkdir()
            (folder / "names.csv").write_text("1,Ada\n")
        cls.arguments = ("--conf", f"skep.files.roots={cls.shared}")
        super().setUpClass()
        cls.skep.ask("CREATE TABLE taken (line STRING) STORED AS TEXTFILE")

    def assert_refused(self, statement, **more):
        problem = self.problem(statement, **more)
        self.assertIn("skep.files.roots", problem.document["detail"], statement)

    def test_files_below_the_roots_are_read(self):
        self.assertEqual(self.skep.rows(f"SELECT * FROM csv.`{self.shared}/names.csv`"), [["1", "Ada"]])
        folder = self.shared / "names"
        folder.mkdir()
        shutil.copy(self.shared / "names.csv", folder)
        self.assertEqual(self.skep.rows(f"SELECT * FROM csv.`file://{folder}`"), [["1", "Ada"]])

    def test_no_statement_touches_files_elsewhere(self):
        os.symlink(self.secret, self.shared / "link")
        self.addCleanup(os.remove, self.shared / "link")
        places = [self.secret, f"{self.secret}/names.csv", f"{self.secret}/*.csv", f"{self.shared}/../secret", f"file:{self.secret}",
                  f"{self.shared}/link", f"{self.shared}/link/names.csv", f"{self.shared}/link/*.csv", f"{self.shared}-not", "/"]
        session = self.skep.open_session()
        for place in places:
            self.assert_refused(f"SELECT * FROM csv.`{place}`")
            self.assert_refused(f"CREATE TEMPORARY VIEW v USING csv OPTIONS (path '{place}')", session=session)
            self.assert_refused(f"LOAD DATA INPATH '{place}' INTO TABLE taken")
            self.assert_refused(f"LOAD DATA LOCAL INPATH '{place}' INTO TABLE taken")
            self.assert_refused(f"INSERT OVERWRITE DIRECTORY '{place}' USING parquet SELECT 1 AS a")
        self.assertEqual((self.secret / "names.csv").read_text(), "1,Ada\n")

    def test_a_link_among_the_files_of_a_folder_leads_nowhere_else(self):
        (self.shared / "links").mkdir()
        self.addCleanup(shutil.rmtree, self.shared / "links")
        os.symlink(self.secret / "names.csv", self.shared / "links" / "names.csv")
        for place in (f"{self.shared}/links", f"{self.shared}/links/*.csv"):
            self.assert_refused(f"SELECT * FROM csv.`{place}`")
            self.assert_refused(f"LOAD DATA LOCAL INPATH '{place}' INTO TABLE taken")

    def test_the_roots_themselves_and_the_warehouse_are_not_overwritten(self):
        self.assert_refused(f"INSERT OVERWRITE DIRECTORY '{self.shared}' USING parquet SELECT 1 AS a")
        self.skep.ask(f"CREATE TABLE beside (a INT) USING parquet LOCATION '{self.shared}/beside'")
        self.skep.ask("INSERT OVERWRITE beside VALUES (1)")
        for place in (f"{self.shared}/beside", f"{self.shared}/beside/_skep"):
            problem = self.problem(f"INSERT OVERWRITE DIRECTORY '{place}' USING parquet SELECT 1 AS a")
            self.assertIn("the warehouse's own files", problem.document["detail"])
        self.assertEqual(self.skep.rows("SELECT * FROM beside"), [[1]])

    def test_paths_that_differ_by_case_are_two_places(self):
        for name in ("Case", "case"):
            (self.shared / name).mkdir()
            (self.shared / name / "x.csv").write_text(f"{name}\n")
        rows = self.skep.rows(f"SELECT a._c0, b._c0 FROM csv.`{self.shared}/Case` a CROSS JOIN csv.`{self.shared}/case` b")
        self.assertEqual(rows, [["Case", "case"]])

    def test_an_answer_follows_its_files(self):
        place = self.shared / "grows"
        place.mkdir()
        (place / "a.csv").write_text("1\n")
        question = f"SELECT count(*) FROM csv.`{place}`"
        os.utime(place / "a.csv", (1, 1))
        self.assertEqual([self.skep.rows(question) for _ in range(3)], [[[1]]] * 3)
        (place / "b.csv").write_text("2\n3\n")
        self.assertEqual(self.skep.rows(question), [[3]])

    def test_what_would_be_left_out_is_refused(self):
        place = self.shared / "deep"
        (place / "below").mkdir(parents=True)
        for name in ("a.csv", "below/b.csv"):
            (place / name).write_text("1\n")
        for where in (place, f"{place}/*"):
            self.assertIn("not there yet", self.problem(f"SELECT * FROM csv.`{where}`").document["detail"])
            self.assertIn("not there yet", self.problem(f"LOAD DATA LOCAL INPATH '{where}' INTO TABLE taken").document["detail"])

    def test_loaded_files_move_and_with_local_they_stay(self):
        place = self.shared / "moved"
        self.skep.ask("CREATE TABLE moved (id BIGINT, text STRING) STORED AS PARQUET")
        self.skep.ask(f"INSERT OVERWRITE DIRECTORY '{place}' USING parquet {ROWS}")
        self.skep.ask(f"LOAD DATA LOCAL INPATH '{place}' INTO TABLE moved")
        self.assertEqual(self.skep.rows(f"SELECT count(*) FROM parquet.`{place}`"), [[200000]])
        self.skep.ask(f"LOAD DATA INPATH '{place}' INTO TABLE moved")
        self.assertEqual(list(place.iterdir()), [])
        self.assertEqual(self.skep.rows("SELECT count(*), count(DISTINCT id) FROM moved"), [[400000, 200000]])

    def test_a_query_that_fails_leaves_the_folder_as_it_was(self):
        place = self.shared / "kept"
        self.skep.ask(f"INSERT OVERWRITE DIRECTORY '{place}' USING parquet SELECT 1 AS a")
        self.problem(f"INSERT OVERWRITE DIRECTORY '{place}' USING parquet SELECT 1 / (id - 100000) AS a FROM range(200000)")
        self.assertEqual(self.skep.rows(f"SELECT * FROM parquet.`{place}`"), [[1]])
        self.assertEqual([name for name in os.listdir(self.shared) if name.startswith(".skep-")], [])

    def test_a_query_without_rows_leaves_columns(self):
        place = self.shared / "empty"
        self.skep.ask(f"INSERT OVERWRITE DIRECTORY '{place}' USING parquet SELECT 1 AS a WHERE false")
        self.assertEqual(self.skep.rows(f"SELECT * FROM parquet.`{place}`"), [])

    def test_a_query_may_read_the_folder_that_it_overwrites(self):
        place = self.shared / "again"
        self.skep.ask(f"INSERT OVERWRITE DIRECTORY '{place}' USING parquet SELECT 1 AS a")
        self.skep.ask(f"INSERT OVERWRITE DIRECTORY '{place}' USING parquet SELECT a + 1 AS a FROM parquet.`{place}`")
        self.assertEqual(self.skep.rows(f"SELECT * FROM parquet.`{place}`"), [[2]])


# So many that writing them takes longer than it takes to kill.
NEW_ROWS = 5_000_000


class Kills(unittest.TestCase):
    def test_a_kill_leaves_the_old_folder_or_the_new_one(self):
        folder = Path(tempfile.mkdtemp(prefix="skep-files-"))
        self.addCleanup(shutil.rmtree, folder)
        place, count = folder / "out", 0
        chance = random.Random(20261126)
        for generation in range(8):
            with server.Server(arguments=["--conf", f"skep.files.roots={folder}"]) as skep:
                skep.ask(f"INSERT OVERWRITE DIRECTORY '{place}' USING parquet SELECT {generation} AS generation FROM range(1000)")
                count += self.kill_in_the_midst(skep, place, generation, chance)
            with server.Server(arguments=["--conf", f"skep.files.roots={folder}"]) as skep:
                found = skep.rows(f"SELECT generation, count(*) FROM parquet.`{place}` GROUP BY generation")
                self.assertIn(found, ([[generation, 1000]], [[generation + 100, NEW_ROWS]]))
        self.assertGreater(count, 0)

    @staticmethod
    def kill_in_the_midst(skep, place, generation, chance):
        """Says whether the statement was killed before its end."""
        statement = f"INSERT OVERWRITE DIRECTORY '{place}' USING parquet SELECT {generation + 100} AS generation, id FROM range({NEW_ROWS})"
        process = os.fork()
        if process == 0:
            try:
                skep.ask(statement)
                os._exit(0)
            except Exception:  # noqa: BLE001
                os._exit(1)
        time.sleep(chance.random() * 0.2)
        skep.kill()
        return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


if __name__ == "__main__":
    unittest.main()
