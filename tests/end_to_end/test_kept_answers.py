"""Who asks the same of the same files gets the answer that is there; whatever changes, nobody gets an old one."""

import os
import shutil
import time
from pathlib import Path

from case import ServerCase

QUERY = "SELECT count(*) AS n, max(id) AS m FROM bees"


def is_computed(skep, answer):
    phases = skep.get(f"/api/v1/statements/{answer.headers['skep-statement']}")["phases"]
    return "execution" in [phase["name"] for phase in phases]


class KeptAnswers(ServerCase):
    def setUp(self):
        self.skep.ask("DROP TABLE IF EXISTS bees")
        self.skep.ask("CREATE TABLE bees (id INT, name STRING) USING parquet")
        self.skep.ask("INSERT INTO bees VALUES (1, 'Ada'), (2, 'Bea')")
        self.folder = Path(self.skep.warehouse) / "user/hive/warehouse/bees"
        self.age()

    def files(self):
        return sorted(self.folder.glob("part-*.parquet"))

    def age(self):
        """Files that were written just now are not trusted to keep their time."""
        for file in self.files():
            os.utime(file, (time.time() - 60, time.time() - 60))

    def ask(self, statement, **more):
        """The rows, and whether they were computed."""
        answer = self.skep.ask(statement, query="?shape=arrays", **more)
        return answer.rows, is_computed(self.skep, answer)

    def assert_kept(self, statement, rows, **more):
        self.ask(statement, **more)
        self.assertEqual(self.ask(statement, **more), (rows, False), statement)

    def assert_computed(self, statement, rows, **more):
        self.assertEqual(self.ask(statement, **more), (rows, True), statement)

    def test_the_second_time_the_answer_is_there(self):
        self.assertEqual(self.ask(QUERY), ([[2, 2]], True))
        self.assertEqual(self.ask(QUERY), ([[2, 2]], False))
        self.assert_kept("SELECT id, name, array(id) AS a, named_struct('x', id) AS s FROM bees ORDER BY id",
                         [[1, "Ada", [1], [1]], [2, "Bea", [2], [2]]])
        self.assert_kept("SELECT id FROM bees WHERE id > 5", [])

    def test_our_own_changes_are_seen(self):
        self.assert_kept(QUERY, [[2, 2]])
        self.skep.ask("INSERT INTO bees VALUES (3, 'Cora')")
        self.age()
        self.assert_computed(QUERY, [[3, 3]])
        self.skep.ask("INSERT OVERWRITE bees VALUES (9, 'Zoe')")
        self.assert_computed(QUERY, [[1, 9]])
        self.skep.ask("TRUNCATE TABLE bees")
        self.assert_computed(QUERY, [[0, None]])
        self.skep.ask("ALTER TABLE bees ADD COLUMNS (age INT)")
        self.assert_computed(QUERY, [[0, None]])

    def test_files_that_others_add_change_and_remove_are_seen(self):
        self.assert_kept(QUERY, [[2, 2]])
        first = self.files()[0]
        more = first.with_name("part-00001-another.parquet")
        shutil.copy(first, more)
        self.age()
        self.assert_computed(QUERY, [[4, 2]])
        self.assert_kept(QUERY, [[4, 2]])
        os.utime(more, (time.time() - 30, time.time() - 30))
        self.assert_computed(QUERY, [[4, 2]])
        more.unlink()
        self.assert_computed(QUERY, [[2, 2]])

    def test_a_partition_that_others_fill_is_seen(self):
        self.skep.ask("DROP TABLE IF EXISTS hours")
        self.skep.ask("CREATE TABLE hours (id INT) USING parquet PARTITIONED BY (h INT)")
        self.skep.ask("INSERT INTO hours VALUES (1, 1), (2, 2)")
        folder = Path(self.skep.warehouse) / "user/hive/warehouse/hours"
        for file in folder.glob("h=*/*.parquet"):
            os.utime(file, (time.time() - 60, time.time() - 60))
        query = "SELECT id, h FROM hours WHERE h = 1"
        self.assert_kept(query, [[1, 1]])
        file = next(folder.glob("h=1/*.parquet"))
        shutil.copy2(file, file.with_name("part-00007-x.parquet"))
        self.assert_computed(query, [[1, 1], [1, 1]])

    def test_a_file_that_was_written_just_now_is_not_trusted(self):
        for file in self.files():
            os.utime(file)
        self.ask(QUERY)
        self.assert_computed(QUERY, [[2, 2]])

    def test_what_an_answer_depends_on_tells_it_apart(self):
        by_name = "SELECT id FROM bees WHERE name = :name"
        self.assert_kept(by_name, [[1]], parameters={"name": "Ada"})
        self.assert_computed(by_name, [[2]], parameters={"name": "Bea"})
        self.assert_kept("SELECT id = ? AS e FROM bees WHERE id = 1", [[True]], parameters=[1])
        self.assert_computed("SELECT id = ? AS e FROM bees WHERE id = 1", [[False]], parameters=[2])

        self.skep.ask("CREATE DATABASE IF NOT EXISTS other")
        self.skep.ask("CREATE TABLE IF NOT EXISTS other.bees (id INT) USING parquet")
        self.assert_kept(QUERY, [[2, 2]])
        self.assert_computed(QUERY, [[0, None]], database="other")

        zoned = "SELECT cast(timestamp_seconds(id) AS STRING) AS t FROM bees WHERE id = 1"
        self.assert_kept(zoned, [["1970-01-01 00:00:01"]])
        session = self.skep.open_session()
        self.skep.ask("SET TIME ZONE 'Asia/Tokyo'", session=session)
        self.assert_computed(zoned, [["1970-01-01 09:00:01"]], session=session)

    def test_what_is_random_or_of_this_moment_is_computed(self):
        for expression in ("rand()", "uuid()", "current_timestamp()", "now()", "shuffle(array(1, 2, 3))", "DATE 'today'"):
            query = f"SELECT {expression} AS v FROM bees WHERE id = 1"
            self.ask(query)
            self.assertTrue(self.ask(query)[1], expression)
        first, second = (self.skep.rows("SELECT uuid() AS v FROM bees WHERE id = 1") for _ in range(2))
        self.assertNotEqual(first, second)

    def test_temporary_views_do_not_mix_sessions(self):
        self.assert_kept(QUERY, [[2, 2]])
        session = self.skep.open_session()
        self.skep.ask("CREATE TEMPORARY VIEW bees AS SELECT 7 AS id", session=session)
        self.assert_computed(QUERY, [[1, 7]], session=session)
        self.skep.ask("CREATE OR REPLACE TEMPORARY VIEW bees AS SELECT 8 AS id", session=session)
        self.assert_computed(QUERY, [[1, 8]], session=session)
        self.assertEqual(self.ask(QUERY)[0], [[2, 2]])

    def test_views_are_read_anew(self):
        self.skep.ask("CREATE OR REPLACE VIEW big AS SELECT id FROM bees WHERE id > 1")
        self.assertEqual(self.skep.rows("SELECT * FROM big"), [[2]])
        self.skep.ask("CREATE OR REPLACE VIEW big AS SELECT id FROM bees")
        self.assertEqual(self.skep.rows("SELECT id FROM big ORDER BY id"), [[1], [2]])


class WithoutKeptAnswers(ServerCase):
    arguments = ("--conf", "skep.statements.answers.bytes=0")

    def test_everything_is_computed(self):
        self.skep.ask("CREATE TABLE bees (id INT) USING parquet")
        for _ in range(2):
            answer = self.skep.ask("SELECT count(*) AS n FROM bees", query="?shape=arrays")
            self.assertTrue(is_computed(self.skep, answer))
