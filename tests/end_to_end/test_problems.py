"""Errors: RFC 9457 problem documents, with Spark's class and the place in the text."""

import json

from case import HARVESTS, ServerCase


class Problems(ServerCase):
    setup_statements = HARVESTS

    def test_a_run_time_error_that_the_data_causes(self):
        problem = self.problem("SELECT 1/0")

        self.assertEqual((problem.status, problem.error_class, problem.sql_state), (400, "DIVIDE_BY_ZERO", "22012"))
        self.assertEqual(problem.document["status"], 400)
        self.assertTrue(problem.document["title"])
        self.assertTrue(problem.document["detail"])

    def test_problems_say_what_they_are(self):
        status, headers, body = self.skep.request("POST", "/api/v1/statements", {"statement": "SELEC 1"})

        self.assertEqual(status, 400)
        self.assertTrue(headers["content-type"].startswith("application/problem+json"))
        self.assertEqual(json.loads(body)["errorClass"], "PARSE_SYNTAX_ERROR")

    def test_a_syntax_error_points_at_its_place(self):
        document = self.problem("SELECT id\nFROM harvests\nWHERE id = = 3").document

        self.assertEqual(document["errorClass"], "PARSE_SYNTAX_ERROR")
        self.assertEqual((document["line"], document["column"]), (3, 12))

    def test_an_unknown_column_points_at_its_place_and_names_near_ones(self):
        document = self.problem("SELECT\n  hive, kilo FROM harvests").document

        self.assertEqual(document["errorClass"], "UNRESOLVED_COLUMN.WITH_SUGGESTION")
        self.assertEqual((document["line"], document["column"]), (2, 9))
        self.assertIn("kilos", document["detail"])

    def test_columns_are_counted_in_characters(self):
        self.assertEqual(self.problem("SELECT '🐝é', nope FROM harvests").document["column"], 14)

    def test_an_unknown_table_is_not_found(self):
        problem = self.problem("SELECT * FROM harvest")

        self.assertEqual((problem.status, problem.error_class), (404, "TABLE_OR_VIEW_NOT_FOUND"))

    def test_an_unknown_database_of_the_body_is_not_found(self):
        problem = self.problem("SELECT 1", database="nowhere")

        self.assertEqual((problem.status, problem.error_class), (404, "SCHEMA_NOT_FOUND"))

    def test_use_and_set_need_a_session_and_are_refused_by_name(self):
        for statement in ("USE default", "SET spark.sql.ansi.enabled=false"):
            problem = self.problem(statement)
            self.assertEqual(problem.status, 400, statement)
            self.assertIn(statement.split()[0], problem.document["detail"])

    def test_what_is_not_there_yet_is_said_so_and_never_a_wrong_answer(self):
        for statement in ("MERGE INTO harvests USING harvests ON true WHEN MATCHED THEN DELETE", "CACHE TABLE rolled AS SELECT rand() AS r"):
            self.assertEqual(self.problem(statement).status, 400, statement)

    def test_bodies_that_are_no_statement(self):
        for body in (b"", b"SELECT 1", b"[]", b'{"statement": 5}', b'{"stmt": "SELECT 1"}',
                     b'{"statement": "SELECT 1", "wat": 1}', b'{"statement": ""}', b'{"statement": "SELECT 1"'):
            status, headers, answer = self.skep.request(
                "POST", "/api/v1/statements", body, {"Content-Type": "application/json"}
            )
            self.assertEqual(status, 400, body)
            self.assertTrue(headers["content-type"].startswith("application/problem+json"), body)
            self.assertTrue(json.loads(answer)["detail"], body)

    def test_an_unknown_path_is_not_found_and_a_wrong_method_is_named(self):
        self.assertEqual(self.skep.request("GET", "/api/v1/nothing")[0], 404)
        status, headers, _ = self.skep.request("PUT", "/api/v1/statements")
        self.assertEqual(status, 405)
        self.assertIn("POST", headers["allow"])

    def test_a_format_that_is_not_there_is_not_acceptable(self):
        status, _, _ = self.skep.request("POST", "/api/v1/statements", {"statement": "SELECT 1"}, {"Accept": "image/png"})

        self.assertEqual(status, 406)

    def test_accept_with_weights_and_wildcards(self):
        for accept, wanted in (("*/*", "application/json"), ("application/*", "application/json"),
                               ("application/json;q=0.1, application/x-ndjson", "application/x-ndjson")):
            status, headers, _ = self.skep.request(
                "POST", "/api/v1/statements", {"statement": "SELECT 1 AS a"}, {"Accept": accept}
            )
            self.assertEqual(status, 200)
            self.assertTrue(headers["content-type"].startswith(wanted), accept)

    def test_an_id_that_cannot_stand_in_a_header_is_refused(self):
        for bad in ("", "a b", "x" * 129, "a/b", "a\nb"):
            status, _, _ = self.skep.request("POST", "/api/v1/statements", {"statement": "SELECT 1", "id": bad})
            self.assertEqual(status, 400, repr(bad))

    def test_a_misspelt_parameter_is_not_ignored(self):
        status, _, _ = self.skep.request("POST", "/api/v1/statements?limt=5", {"statement": "SELECT 1"})

        self.assertEqual(status, 400)

    def test_a_failed_insert_leaves_the_table_as_it_was(self):
        for statement in (
            "INSERT INTO harvests PARTITION (year, region) SELECT 'x', cast(1 / (id - 5) AS int), 2023, 'north' FROM range(10)",
            "INSERT OVERWRITE harvests PARTITION (year = 2023, region = 'north')"
            " SELECT 'x', cast(1 / (id - 5) AS int) FROM range(10)",
        ):
            self.assertEqual(self.problem(statement).status, 400)

        self.assertEqual(
            self.skep.rows("SELECT hive, kilos FROM harvests ORDER BY hive"), [["a", 1], ["b", 2], ["c", 3], ["d", 4]]
        )
        self.assertEqual(len(self.skep.rows("SHOW PARTITIONS harvests")), 4)
