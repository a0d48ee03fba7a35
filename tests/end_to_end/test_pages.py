"""POST /api/v1/statements answered with a page of JSON."""

from case import HIVES, ServerCase


class Pages(ServerCase):
    setup_statements = HIVES

    def test_a_page_has_columns_with_spark_types_and_rows_as_objects(self):
        page = self.skep.ask("SELECT 1 AS one, 1/2 AS half, cast(1.5 AS decimal(10,2)) AS d, 'x' AS s")

        self.assertEqual(page.columns, [("one", "int"), ("half", "double"), ("d", "decimal(10,2)"), ("s", "string")])
        self.assertEqual(page.rows, [{"one": 1, "half": 0.5, "d": "1.50", "s": "x"}])
        self.assertIsNone(page.document["next"])
        self.assertFalse(page.truncated)
        self.assertTrue(page.headers["content-type"].startswith("application/json"))

    def test_rows_are_arrays_on_request(self):
        page = self.skep.ask("SELECT id, name FROM hives ORDER BY id", query="?shape=arrays")

        self.assertEqual(page.rows, [[1, "Amber"], [2, None]])

    def test_every_type_is_a_readable_cell(self):
        page = self.skep.ask("SELECT * FROM hives ORDER BY id")

        self.assertEqual(
            [kind for _, kind in page.columns],
            ["int", "string", "decimal(6,2)", "date", "timestamp", "array<string>",
             "struct<lat:double,lon:double>", "map<string,int>"],
        )
        self.assertEqual(
            page.rows[0],
            {"id": 1, "name": "Amber", "kilos": "31.50", "installed": "2021-04-01", "seen": "2024-05-01 10:11:12.5",
             "tags": ["old", None], "place": {"lat": 52.5, "lon": 13.4}, "notes": {"swarms": 2}},
        )
        self.assertEqual(set(page.rows[1].values()), {2, None})

    def test_in_arrays_shape_structs_are_arrays_and_maps_are_pairs(self):
        page = self.skep.ask("SELECT place, notes FROM hives WHERE id = 1", query="?shape=arrays")

        self.assertEqual(page.rows, [[[52.5, 13.4], [["swarms", 2]]]])

    def test_numbers_that_json_lacks_are_strings_and_binary_is_base64(self):
        page = self.skep.ask(
            "SELECT cast('NaN' AS double) AS n, cast('Infinity' AS double) AS i, cast('-Infinity' AS float) AS m,"
            " X'626565' AS b, INTERVAL '1 02:03:04' DAY TO SECOND AS d, INTERVAL '1-2' YEAR TO MONTH AS y"
        )

        self.assertEqual(
            page.rows,
            [{"n": "NaN", "i": "Infinity", "m": "-Infinity", "b": "YmVl", "d": "1 02:03:04.000000000", "y": "1-2"}],
        )
        self.assertEqual(dict(page.columns)["d"], "interval day to second")
        self.assertEqual(dict(page.columns)["y"], "interval year to month")

    def test_text_survives_quotes_control_characters_and_emoji(self):
        page = self.skep.ask(r"""SELECT 'a "quote", a \\ backslash, a \n newline, a \u0001 and a 🐝' AS s""")

        self.assertEqual(page.rows, [{"s": 'a "quote", a \\ backslash, a \n newline, a \x01 and a 🐝'}])

    def test_a_thousand_rows_by_default_and_truncated_says_that_there_are_more(self):
        page = self.skep.ask("SELECT id FROM range(1001) ORDER BY id")

        self.assertEqual(len(page.rows), 1000)
        self.assertTrue(page.truncated)
        self.assertIsNotNone(page.document["next"])

    def test_exactly_as_many_rows_as_the_limit_are_not_truncated(self):
        page = self.skep.ask("SELECT id FROM range(1000)")

        self.assertEqual(len(page.rows), 1000)
        self.assertFalse(page.truncated)

    def test_limit_is_at_most_ten_thousand(self):
        page = self.skep.ask("SELECT id FROM range(20000)", query="?limit=10000")

        self.assertEqual(len(page.rows), 10000)
        self.assertTrue(page.truncated)
        for limit in ("10001", "-1", "many"):
            status, _, _ = self.skep.request(
                "POST", f"/api/v1/statements?limit={limit}", {"statement": "SELECT 1"}
            )
            self.assertEqual(status, 400, limit)

    def test_a_page_of_an_endless_result_comes_at_once(self):
        from case import ENDLESS_ROWS

        page = self.skep.ask(ENDLESS_ROWS, query="?limit=5", timeout=30)

        self.assertEqual(len(page.rows), 5)
        self.assertTrue(page.truncated)

    def test_a_statement_without_a_result_has_no_columns(self):
        page = self.skep.ask("CREATE TABLE empty_one (a INT) STORED AS PARQUET")

        self.assertEqual((page.columns, page.rows), ([], []))
        self.assertFalse(page.truncated)

    def test_a_query_without_rows_still_has_columns(self):
        page = self.skep.ask("SELECT id, name FROM hives WHERE id > 100")

        self.assertEqual(page.columns, [("id", "int"), ("name", "string")])
        self.assertEqual(page.rows, [])

    def test_the_statement_has_an_id_in_a_header(self):
        first = self.skep.ask("SELECT 1").headers["skep-statement"]
        second = self.skep.ask("SELECT 1").headers["skep-statement"]

        self.assertTrue(first)
        self.assertNotEqual(first, second)

    def test_the_caller_may_choose_the_id(self):
        self.assertEqual(self.skep.ask("SELECT 1", id="my-own.id_1").headers["skep-statement"], "my-own.id_1")

    def test_names_are_looked_up_in_the_database_of_the_body(self):
        self.skep.ask("CREATE DATABASE IF NOT EXISTS meadow")
        self.skep.ask("CREATE TABLE visits AS SELECT 42 AS n", database="meadow")

        self.assertEqual(self.skep.rows("SELECT n FROM visits", database="meadow"), [[42]])
        self.assertEqual(self.skep.rows("SELECT n FROM meadow.visits"), [[42]])
        self.assertEqual(self.problem("SELECT n FROM visits").error_class, "TABLE_OR_VIEW_NOT_FOUND")

    def test_two_columns_of_one_name_are_both_there(self):
        page = self.skep.ask("SELECT 1 AS a, 2 AS a", query="?shape=arrays")

        self.assertEqual(page.columns, [("a", "int"), ("a", "int")])
        self.assertEqual(page.rows, [[1, 2]])

    def test_one_connection_serves_many_statements(self):
        connection = self.skep.connect()
        for number in range(20):
            connection.request(
                "POST", "/api/v1/statements", f'{{"statement": "SELECT {number} AS n"}}', {"Content-Type": "application/json"}
            )
            response = connection.getresponse()
            self.assertIn(f'"n":{number}'.encode(), response.read().replace(b" ", b""))
        connection.close()
