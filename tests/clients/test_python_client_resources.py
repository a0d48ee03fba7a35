"""clients/python: bound parameters, further pages, sessions, tables without SQL."""

import datetime
import decimal

import skep
from case import HARVESTS, HIVES
from client_case import ClientCase


class Parameters(ClientCase):
    setup_statements = HIVES

    def test_by_name_and_by_place(self):
        self.assertEqual(self.warehouse.execute("SELECT name FROM hives WHERE id = :id", {"id": 1}).rows, [{"name": "Amber"}])
        self.assertEqual(self.warehouse.execute("SELECT name FROM hives WHERE id = ?", [1]).rows, [{"name": "Amber"}])

    def test_values_are_never_text_of_the_statement(self):
        hostile = "x' OR '1' = '1"

        self.assertEqual(self.warehouse.execute("SELECT :v AS v", {"v": hostile}).rows, [{"v": hostile}])
        self.assertEqual(self.warehouse.execute("SELECT id FROM hives WHERE name = ?", [hostile]).rows, [])

    def test_types(self):
        values = {"i": 3, "f": 1.5, "b": True, "s": "x", "n": None}
        row = self.warehouse.execute("SELECT :i AS i, :f AS f, :b AS b, :s AS s, :n AS n", values).rows[0]
        self.assertEqual(row, {"i": 3, "f": 1.5, "b": True, "s": "x", "n": None})

        found = self.warehouse.execute(
            "SELECT id FROM hives WHERE installed = cast(:day AS date) AND kilos = cast(:kilos AS decimal(6,2))"
            " AND seen > cast(:moment AS timestamp)",
            {"day": datetime.date(2021, 4, 1), "kilos": decimal.Decimal("31.50"), "moment": datetime.datetime(2024, 5, 1, 9)},
        )
        self.assertEqual(found.rows, [{"id": 1}])
        with self.assertRaises(TypeError):
            self.warehouse.execute("SELECT :x", {"x": object()})

    def test_streams_take_them_too(self):
        self.assertEqual(self.warehouse.arrow("SELECT id FROM range(100) WHERE id >= :low", {"low": 90}).num_rows, 10)


class FurtherPages(ClientCase):
    def test_pages_one_after_the_other(self):
        pages = list(self.warehouse.pages("SELECT id FROM range(2500) ORDER BY id", limit=1000))

        self.assertEqual([len(page) for page in pages], [1000, 1000, 500])
        self.assertEqual([row["id"] for page in pages for row in page], list(range(2500)))

    def test_the_same_page_has_the_same_rows(self):
        first = self.warehouse.execute("SELECT id FROM range(300)", limit=100)

        self.assertEqual(first.next_page().rows, first.next_page().rows)

    def test_rows_of_all_pages(self):
        rows = self.warehouse.pages("SELECT id FROM range(250)", limit=100).rows()

        self.assertEqual(sum(1 for _ in rows), 250)


class Sessions(ClientCase):
    def test_use_and_set_last_in_a_session(self):
        self.warehouse.execute("CREATE DATABASE IF NOT EXISTS meadow")
        with self.warehouse.session(settings={"spark.sql.session.timeZone": "Asia/Tokyo"}) as session:
            session.execute("USE meadow")
            row = session.execute("SELECT current_database() AS d, current_timezone() AS z").rows[0]

            self.assertEqual(row, {"d": "meadow", "z": "Asia/Tokyo"})
            self.assertTrue(session.id)
            self.assertTrue(session.expires)
        self.assertEqual(self.warehouse.execute("SELECT current_database() AS d").rows, [{"d": "default"}])

    def test_a_session_ends(self):
        session = self.warehouse.session(database="default")
        session.close()

        with self.assertRaises(skep.ServerError):
            session.execute("SELECT 1")
        session.close()


class Tables(ClientCase):
    setup_statements = HARVESTS

    def test_rows_by_parameters(self):
        page = self.warehouse.table("harvests").rows(select=["hive", "kilos * 2 AS twice"], where="year = 2023", order="kilos desc")

        self.assertEqual(page.rows, [{"hive": "b", "twice": 4}, {"hive": "a", "twice": 2}])

    def test_pages(self):
        pages = self.warehouse.table("default.harvests").pages(select="kilos", order="kilos", limit=3)

        self.assertEqual([[row["kilos"] for row in page] for page in pages], [[1, 2, 3], [4]])

    def test_count_sample_summary_facets(self):
        table = self.warehouse.table("harvests")

        self.assertEqual(table.count(where="region = 'north'")["count"], 3)
        self.assertEqual(table.sample(rows=2, seed=7).rows, table.sample(rows=2, seed=7).rows)
        self.assertEqual(len(table.sample(rows=2, seed=7)), 2)
        self.assertIn("kilos", str(table.summary("kilos")))
        self.assertIn("north", str(table.facets("region")))

    def test_hostile_conditions_are_refused(self):
        for where in ("1 = 1; DROP TABLE harvests", "kilos IN (SELECT 1)", "count(*) > 1"):
            with self.assertRaises(skep.ServerError, msg=where):
                self.warehouse.table("harvests").rows(where=where)
