"""GET /api/v1/databases and what is below."""

import json

from case import HARVESTS, HIVES, ServerCase


class Catalog(ServerCase):
    setup_statements = (*HIVES, *HARVESTS, "CREATE DATABASE meadow COMMENT 'grass'")

    def test_databases(self):
        self.assertEqual(self.skep.get("/api/v1/databases"), {"databases": ["default", "meadow"], "truncated": False})
        self.assertEqual(self.skep.get("/api/v1/databases/meadow")["comment"], "grass")

    def test_tables_of_a_database(self):
        text = json.dumps(self.skep.get("/api/v1/databases/default/tables"))

        self.assertIn('"hives"', text)
        self.assertIn('"harvests"', text)
        self.assertNotIn("hives", json.dumps(self.skep.get("/api/v1/databases/meadow/tables")))

    def test_a_table_tells_its_columns_with_spark_types(self):
        table = self.skep.get("/api/v1/databases/default/tables/hives")

        types = {column["name"]: column["type"] for column in table["columns"]}
        self.assertEqual(types["kilos"], "decimal(6,2)")
        self.assertEqual(types["place"], "struct<lat:double,lon:double>")
        self.assertEqual(types["notes"], "map<string,int>")

    def test_a_partitioned_table_tells_its_partition_columns(self):
        self.assertIn('"region"', json.dumps(self.skep.get("/api/v1/databases/default/tables/harvests")))

    def test_partitions(self):
        text = json.dumps(self.skep.get("/api/v1/databases/default/tables/harvests/partitions"))

        for name in ("year=2023/region=north", "year=2023/region=south", "year=2024/region=north"):
            self.assertIn(name, text)

    def test_names_are_matched_without_regard_to_case(self):
        self.assertEqual(
            self.skep.get("/api/v1/databases/DEFAULT/tables/Hives"), self.skep.get("/api/v1/databases/default/tables/hives")
        )

    def test_what_is_not_there(self):
        for path in ("nowhere/tables", "nowhere/tables/t", "default/tables/nothing", "default/tables/nothing/partitions"):
            status, headers, body = self.skep.request("GET", "/api/v1/databases/" + path)
            self.assertEqual(status, 404, path)
            self.assertTrue(headers["content-type"].startswith("application/problem+json"), path)
            self.assertIn(json.loads(body)["errorClass"], ("SCHEMA_NOT_FOUND", "TABLE_OR_VIEW_NOT_FOUND"), path)
