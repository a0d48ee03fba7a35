"""5,000 hostile values through every door for values: what they give is what a bound parameter gives, or a clear refusal."""

import http.client
import json
import random
import urllib.parse

from case import ServerCase

SEED = 20010203
PIECES = [
    "'", "''", '"', "`", "\\", "\\'", "\\\\'", ";", "--", "/*", "*/", "/**/", "#", "%", "%27", "%00", "%2e%2e", "\t", "\n", "\r\n", "\x01", "\x7f",
    "\u00a0", "\u2019", "\u02bc", "\uff07", "\ufeff", "\u202e", "é", "e\u0301", "🐝", "\U0010ffff", "..", "../", "/", "//", "?", "&", "=", "+",
    ":v", "?1", "$1", "${x}", "${env:HOME}", "${hiveconf:x}", "{{7*7}}", "@", "{", "}", "(", ")", "((", "))", "[", "]", "<script>", "NULL", "null",
    "true", "0", "-1", "1e309", "9223372036854775808", "NaN", "x'41'", "r'\\'", "U&'\\0027'", "E'\\n'", " OR 1=1", " or true", " AND sleep(10)",
    "' OR '1'='1", "'; DROP TABLE bees; --", "\"; DROP TABLE bees; --", "') UNION SELECT * FROM secrets --", "UNION ALL SELECT 1",
    "(SELECT secret FROM secrets)", "secrets.secret", "count(*)", "max(name)", "row_number() OVER ()", "exists(SELECT 1)", "name", "id",
    "parquet.`/etc/passwd`", "read_csv('/etc/passwd')", "skep_scan(0)", "pragma version", "SET spark.x=1", "ATTACH 'x'", "COPY bees TO '/tmp/x'",
    "a" * 300, "(" * 40, "not " * 40, "id," * 50,
]


def values(count):
    chosen = random.Random(SEED)
    for _ in range(count):
        yield "".join(chosen.choices(PIECES, k=chosen.choice((1, 1, 2, 3, 5)))) or "'"


def literal(value):
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


class HostileValues(ServerCase):
    setup_statements = (
        "CREATE TABLE bees (id INT, name STRING) USING parquet",
        "INSERT INTO bees VALUES (1, 'Ada'), (2, '\\' OR \\'1\\'=\\'1'), (3, NULL)",
        "CREATE TABLE secrets (secret STRING) USING parquet",
        "INSERT INTO secrets VALUES ('honey')",
    )

    def setUp(self):
        self.connection = http.client.HTTPConnection("127.0.0.1", self.skep.port, timeout=60)
        self.addCleanup(self.connection.close)

    def send(self, method, path, body=None):
        self.connection.request(method, path, body and json.dumps(body), {"Content-Type": "application/json"} if body else {})
        response = self.connection.getresponse()
        data = response.read()
        return response.status, data

    def read(self, what="rows", **query):
        return self.send("GET", f"/api/v1/databases/default/tables/bees/{what}?{urllib.parse.urlencode(query)}")

    def bound(self, value):
        status, data = self.send("POST", "/api/v1/statements?shape=arrays", {
            "statement": "SELECT :v AS v, (SELECT count(*) FROM bees WHERE name = :v) AS n", "parameters": {"v": value}})
        self.assertEqual(status, 200, (value, data))
        return json.loads(data)["rows"][0]

    def tearDown(self):
        tables = [row[0] for row in self.skep.rows("SELECT name FROM bees ORDER BY id")]
        self.assertEqual(tables, ["Ada", "' OR '1'='1", None])
        self.assertEqual([row[1] for row in self.skep.rows("SHOW TABLES")], ["bees", "secrets"])

    def test_a_literal_is_what_the_bound_value_is(self):
        for value in values(1000):
            given, count = self.bound(value)
            self.assertEqual(given, value)
            status, data = self.read("count", where=f"name = {literal(value)}")
            self.assertEqual(status, 200, (value, data))
            self.assertEqual(json.loads(data)["count"], count, value)

    def test_text_in_the_place_of_an_expression_stays_in_this_table(self):
        for place in ("select", "where", "order"):
            for value in values(1000):
                status, data = self.read(**{place: value})
                self.assertIn(status, (200, 400, 404, 414), (place, value, data))
                self.assertNotIn(b"honey", data, (place, value))
                self.assertNotIn(b"root:", data, (place, value))

    def test_cursors_are_made_here_only(self):
        for value in values(500):
            status, data = self.read(cursor=value)
            self.assertIn(status, (400, 404, 410, 414), (value, data))

    def test_names_in_paths_lead_nowhere_else(self):
        for value in values(500):
            name = urllib.parse.quote(value, safe="")
            for path in (f"/api/v1/databases/{name}", f"/api/v1/databases/default/tables/{name}",
                         f"/api/v1/databases/{name}/tables/{name}/rows", f"/api/v1/statements/{name}"):
                status, data = self.send("GET", path)
                expected = (200,) if urllib.parse.unquote(path).rpartition("/")[2].lower() == "bees" else (400, 404, 414)
                self.assertIn(status, expected, (path, data))
