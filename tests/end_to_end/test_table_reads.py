"""Tables read by their parts: rows, count, sample, summary, facets; further pages and their cursors."""

import json
import time
from urllib.parse import quote, urlencode

from case import HARVESTS, ServerCase

NUMBERS = (
    "CREATE TABLE numbers (n BIGINT, square BIGINT, name STRING, half DOUBLE) STORED AS PARQUET",
    "INSERT INTO numbers SELECT id, id * id, concat('n', id % 100), id / 2 FROM range(200000)",
    "CREATE TABLE shared (k INT, v INT) STORED AS PARQUET",
    "INSERT INTO shared SELECT id % 3, id FROM range(5000)",
    "INSERT INTO shared SELECT id % 3, id + 5000 FROM range(5000)",
)


class TableReads(ServerCase):
    setup_statements = HARVESTS + NUMBERS
    arguments = ("--conf", "skep.warehouse.retention=0")

    def read(self, table, what, **parameters):
        path = f"/api/v1/databases/default/tables/{quote(table)}/{what}"
        return self.get(path + ("?" + urlencode(parameters) if parameters else ""))

    def get(self, path, headers=None):
        status, headers, body = self.skep.request("GET", path, headers=headers)
        return status, json.loads(body) if body else None

    def rows(self, table, **parameters):
        status, page = self.read(table, "rows", **parameters)
        self.assertEqual(status, 200, page)
        return page["rows"]

    def test_select_where_and_order_are_sql_over_the_table(self):
        rows = self.rows("harvests", select="upper(hive) AS h, kilos * 2 AS twice", where="year >= 2024",
                         order="kilos desc")

        self.assertEqual(rows, [{"h": "D", "twice": 8}, {"h": "C", "twice": 6}])

    def test_where_may_use_what_select_leaves_out_and_order_too(self):
        self.assertEqual(self.rows("harvests", select="hive", where="region = 'north'", order="year desc nulls last, kilos"),
                         [{"hive": "d"}, {"hive": "c"}, {"hive": "a"}])

    def test_there_is_no_way_out_of_the_table(self):
        for part in ("select", "where"):
            for text in ("(SELECT max(n) FROM numbers)", "EXISTS (SELECT 1 FROM numbers)", "kilos IN (SELECT n FROM numbers)",
                         "count(*)", "max(kilos) > 1", "1) FROM numbers --", "kilos; DROP TABLE numbers",
                         "kilos FROM harvests", "numbers.n", "1 = 1) OR (1 = 1"):
                status, problem = self.read("harvests", "rows", **{part: text})
                self.assertEqual(status, 400, (part, text, problem))
        self.assertEqual(self.read("numbers", "count")[1]["count"], 200000)

    def test_order_takes_columns_only(self):
        for text in ("1", "kilos + 1", "rand()", "kilos desc nulls", "kilos, "):
            status, problem = self.read("harvests", "rows", order=text)
            self.assertEqual(status, 400, (text, problem))
            self.assertIn("order", problem["detail"])

    def test_pages_follow_each_other_without_gap_or_overlap(self):
        for order in ("", "name", "name desc, half"):
            parameters = {"select": "n, name", "limit": 7001}
            if order:
                parameters["order"] = order
            status, page = self.read("numbers", "rows", **parameters)
            seen = [row["n"] for row in page["rows"]]
            while page["next"]:
                status, page = self.get(page["next"])
                self.assertEqual(status, 200, page)
                seen += [row["n"] for row in page["rows"]]
            self.assertEqual(len(seen), 200000, order)
            self.assertEqual(len(set(seen)), 200000, order)

    def test_a_cursor_gives_the_same_rows_each_time_also_while_rows_are_added(self):
        status, page = self.read("shared", "rows", limit=4000, order="k")
        _, second = self.get(page["next"])

        self.skep.ask("INSERT INTO shared SELECT 0, -id FROM range(1000)")

        _, again = self.get(page["next"])
        self.assertEqual(second["rows"], again["rows"])
        total = 8000
        while again["next"]:
            _, again = self.get(again["next"])
            total += len(again["rows"])
        self.assertEqual(total, 10000)

    def test_a_cursor_is_gone_with_its_files_and_never_shows_others(self):
        self.skep.ask("CREATE TABLE passing (v INT) STORED AS PARQUET")
        self.skep.ask("INSERT INTO passing SELECT id FROM range(3000)")
        _, page = self.read("passing", "rows", limit=1000)

        self.skep.ask("DROP TABLE passing PURGE")
        self.skep.ask("CREATE TABLE passing (v INT) STORED AS PARQUET")
        self.skep.ask("INSERT INTO passing SELECT -id FROM range(3000)")

        status, problem = self.get(page["next"])
        self.assertEqual((status, problem["errorClass"]), (410, "CURSOR_EXPIRED"))

    def test_cursors_belong_to_their_request(self):
        _, page = self.read("numbers", "rows", limit=10)
        cursor = page["next"].split("cursor=")[1]

        for parameters in ({"where": "n > 5"}, {"select": "n"}, {"order": "n"}):
            self.assertEqual(self.read("numbers", "rows", cursor=cursor, **parameters)[0], 400, parameters)
        self.assertEqual(self.read("shared", "rows", cursor=cursor)[0], 400)
        self.assertEqual(self.read("numbers", "rows", cursor=cursor[:-1])[0], 400)
        self.assertEqual(self.read("numbers", "rows", cursor=cursor, offset=5)[0], 400)

    def test_offset_and_limit_cut_any_form(self):
        path = "/api/v1/databases/default/tables/numbers/rows.csv?select=n&order=n&offset=150000&limit=2"
        status, _, body = self.skep.request("GET", path)

        self.assertEqual((status, body), (200, b"n\r\n150000\r\n150001\r\n"))

    def test_the_total_comes_to_who_prefers_it(self):
        path = "/api/v1/databases/default/tables/harvests/rows?where=" + quote("kilos > 1")
        _, page = self.get(path, {"Prefer": "count=exact"})
        _, planned = self.get("/api/v1/databases/default/tables/numbers/rows?limit=1", {"Prefer": "count=planned"})

        self.assertEqual(page["total"], 3)
        self.assertEqual(planned["total"], 200000)
        self.assertNotIn("total", self.get(path)[1])

    def test_counts(self):
        self.assertEqual(self.read("numbers", "count", where="n % 2 = 0")[1],
                         {"count": 100000, "stoppedEarly": False, "rowsScanned": 200000})

    def test_a_sample_of_rows_is_the_same_for_the_same_seed(self):
        def sample(**more):
            status, page = self.read("numbers", "sample", select="n", rows=50, **more)
            self.assertEqual(status, 200, page)
            return sorted(row["n"] for row in page["rows"])

        self.assertEqual(len(set(sample(seed=1))), 50)
        self.assertEqual(sample(seed=1), sample(seed=1))
        self.assertNotEqual(sample(seed=1), sample(seed=2))
        self.assertTrue(all(n >= 199000 for n in sample(seed=1, where="n >= 199000")))

    def test_a_fraction_takes_about_so_many(self):
        rows = self.read("numbers", "sample", select="n", fraction=0.1, seed=3)[1]["rows"]

        self.assertTrue(19000 < len(rows) < 21000, len(rows))
        self.assertEqual(self.read("numbers", "sample", fraction=0)[1]["rows"], [])
        self.assertEqual(len(self.read("harvests", "sample", fraction=1)[1]["rows"]), 4)

    def test_a_stratified_sample_takes_as_many_of_each_group(self):
        rows = self.read("shared", "sample", select="v, k AS key", rows=4, by="k", seed=5)[1]["rows"]

        self.assertEqual(sorted(row["key"] for row in rows), [0] * 4 + [1] * 4 + [2] * 4)

    def test_a_summary_agrees_with_sql(self):
        status, summary = self.read("numbers", "summary")
        self.assertEqual(status, 200, summary)
        columns = summary["columns"]
        wanted = self.skep.ask("SELECT avg(half) AS mean, stddev(half) AS deviation FROM numbers").rows[0]

        self.assertFalse(summary["stoppedEarly"])
        self.assertEqual((columns["n"]["count"], columns["n"]["nulls"], columns["n"]["min"], columns["n"]["max"]),
                         (200000, 0, 0, 199999))
        self.assertAlmostEqual(columns["half"]["mean"], wanted["mean"], places=6)
        self.assertAlmostEqual(columns["half"]["stddev"], wanted["deviation"], places=6)
        self.assertTrue(80 <= columns["name"]["approx_distinct"] <= 120)
        self.assertTrue(abs(columns["n"]["approx_quartiles"][1] - 100000) < 4000, columns["n"])
        self.assertEqual(len(columns["n"]["approx_histogram"]), 11)
        self.assertNotIn("mean", columns["name"])
        self.assertEqual(list(self.read("numbers", "summary", columns="half, name")[1]["columns"]), ["half", "name"])

    def test_facets_count_the_commonest_values(self):
        facets = self.read("harvests", "facets", columns="region,year")[1]["facets"]

        self.assertEqual(facets["region"], [{"value": "north", "count": 3}, {"value": "south", "count": 1}])
        self.assertEqual(facets["year"][0], {"value": 2023, "count": 2})
        self.assertEqual(self.read("harvests", "facets", columns="nothing")[0], 400)
        self.assertEqual(self.read("harvests", "facets")[0], 400)

    def test_a_time_box_ends_early_and_says_so(self):
        status, count = self.read("numbers", "count", seconds=0.001, where="sqrt(n) * 1.5 > -1")
        _, whole = self.read("numbers", "count", seconds=60, where="sqrt(n) * 1.5 > -1")

        self.assertEqual(status, 200)
        self.assertTrue(count["stoppedEarly"])
        self.assertLess(count["rowsScanned"], 200000)
        self.assertEqual(count["count"], count["rowsScanned"])
        self.assertEqual(whole, {"count": 200000, "stoppedEarly": False, "rowsScanned": 200000})

    def test_pages_of_rows_have_a_time_box_too(self):
        slow = "sqrt(n) * 1.5 < -1"
        status, page = self.read("numbers", "rows", seconds=0.001, where=slow)
        _, whole = self.read("numbers", "rows", seconds=60, where=slow)

        self.assertEqual(status, 200)
        self.assertEqual((page["rows"], page["stoppedEarly"], page["truncated"]), ([], True, True))
        self.assertEqual((whole["rows"], whole["stoppedEarly"], whole["truncated"]), ([], False, False))
        self.assertNotIn("stoppedEarly", self.read("numbers", "rows", limit=1)[1])
        self.assertEqual(self.read("numbers", "rows", seconds=1, format="csv")[0], 400)

    def test_unknown_tables_are_404_and_columns_400(self):
        self.assertEqual(self.read("nothing", "rows")[0], 404)
        self.assertEqual(self.read("harvests", "rows", select="nothing")[0], 400)
        self.assertEqual(self.read("harvests", "rows", nothing="1")[0], 400)

    def test_values_bound_to_markers_are_what_they_are(self):
        hostile = ["x' OR '1'='1", "'; DROP TABLE harvests; --", "\\", "`", "🐝", "%00", "${x}", ":a", "?"]
        for value in hostile:
            page = self.skep.ask("SELECT :v AS v, :v = concat(:v, '') AS same", parameters={"v": value})
            self.assertEqual(page.rows, [{"v": value, "same": True}])
            literal = "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
            self.assertEqual(self.rows("harvests", where=f"concat(hive, {literal}) = {literal}"), [])
        self.assertEqual(self.skep.rows("SELECT :v AS v", parameters={"v": "\u0000"}), [["\u0000"]])
        self.assertEqual(self.problem("SELECT concat(:v, hive) AS v FROM harvests", parameters={"v": "\u0000"}).status, 400)
        self.assertEqual(self.read("harvests", "count")[1]["count"], 4)

    def test_a_statements_further_pages_are_there_after_it_has_ended(self):
        page = self.skep.ask("SELECT n FROM numbers ORDER BY n", query="?limit=10000")
        seen = len(page.rows)
        next_page = page.document["next"]
        while next_page:
            status, document = self.get(next_page)
            self.assertEqual(status, 200, document)
            self.assertEqual(document["rows"][0]["n"], seen)
            seen += len(document["rows"])
            next_page = document["next"]
        self.assertEqual(seen, 200000)

    def test_a_statement_tells_its_phases_and_lists_itself(self):
        self.skep.ask("SELECT sum(n) AS s FROM numbers", id="told-1")
        deadline = time.monotonic() + 5
        while self.get("/api/v1/statements/told-1")[1]["state"] != "finished" and time.monotonic() < deadline:
            time.sleep(0.01)

        _, statement = self.get("/api/v1/statements/told-1")

        names = [phase["name"] for phase in statement["phases"]]
        self.assertEqual(names, ["queued", "parsing", "analysis", "optimisation", "listing", "execution", "delivery"])
        self.assertIn("scan default.numbers", statement["plan"])
        self.assertEqual(statement["progress"], {"rows": 1, "rowsScanned": 200000, "percentage": 100})
        listed = self.get("/api/v1/statements?state=finished")[1]["statements"]
        self.assertIn("told-1", [other["id"] for other in listed])


if __name__ == "__main__":
    import unittest

    unittest.main()
