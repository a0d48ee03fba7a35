"""The form of rows by parameter, suffix and header; Parquet; packed bodies and answers; ETag, HEAD, OPTIONS."""

import gzip
import http.client
import io
import json
import subprocess
import zlib

import pyarrow
import pyarrow.parquet
from case import HIVES, ServerCase

WIDE = "SELECT id, id * 2 AS twice, repeat('some text ', 10) AS s FROM range({rows})"


class Formats(ServerCase):
    setup_statements = HIVES

    def post(self, statement, query="", **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.skep.request("POST", "/api/v1/statements" + query, {"statement": statement}, headers)

    def test_parquet_holds_what_arrow_holds(self):
        statement = "SELECT * FROM hives ORDER BY id"
        parquet = pyarrow.parquet.read_table(io.BytesIO(self.post(statement, ".parquet")[2]))
        arrow = pyarrow.ipc.open_stream(self.post(statement, "?format=arrow")[2]).read_all()

        self.assertEqual(parquet.to_pylist(), arrow.to_pylist())
        self.assertEqual(parquet.schema.names, arrow.schema.names)

    def test_parquet_comes_in_row_groups(self):
        body = self.post(WIDE.format(rows=600000), Accept="application/vnd.apache.parquet")[2]
        file = pyarrow.parquet.ParquetFile(io.BytesIO(body))

        self.assertGreater(file.num_row_groups, 2)
        self.assertEqual(file.metadata.num_rows, 600000)
        self.assertEqual(sum(file.read(["id"])["id"].to_pylist()), 599999 * 300000)

    def test_parquet_that_breaks_off_is_no_file(self):
        statement = "SELECT 1 / (2000000 - id) AS q, repeat('x', 50) AS s FROM range(2100000)"
        try:
            body = self.post(statement, ".parquet")[2]
        except http.client.IncompleteRead as broken:
            body = broken.partial
        with self.assertRaises(pyarrow.ArrowException):
            pyarrow.parquet.ParquetFile(io.BytesIO(body))

    def test_curl_unpacks_what_it_asked_for(self):
        for coding in ("gzip", "zstd"):
            done = subprocess.run(
                ["curl", "-sS", f"http://127.0.0.1:{self.skep.port}/api/v1/statements.ndjson", "-H", f"Accept-Encoding: {coding}",
                 "--json", json.dumps({"statement": "SELECT id FROM range(20000)"}), "-D", "-"],
                capture_output=True, timeout=60)
            head, body = done.stdout.split(b"\r\n\r\n", 1)
            self.assertIn(b"content-encoding: " + coding.encode(), head.lower())
            plain = gzip.decompress(body) if coding == "gzip" else subprocess.run(["zstd", "-dc"], input=body, capture_output=True, check=True).stdout
            self.assertEqual(plain.count(b"\n"), 20000)

    def test_each_piece_of_a_packed_stream_can_be_read_when_it_comes(self):
        """The rows that are there are not kept back for those that are not."""
        statement = "SELECT id FROM range(100000000) WHERE id < 3 OR (id * 7919) % 1000003 = 1000002"
        connection = self.skep.connect()
        connection.request("POST", "/api/v1/statements.ndjson", json.dumps({"statement": statement}),
                           {"Content-Type": "application/json", "Accept-Encoding": "gzip"})
        response = connection.getresponse()
        unpacked = zlib.decompressobj(31).decompress(response.read1(1 << 16))
        self.assertTrue(unpacked.startswith(b'{"id":0}\n{"id":1}\n'), unpacked[:50])
        connection.close()

    def test_a_packed_failure_is_seen_as_one(self):
        connection = self.skep.connect()
        connection.request("POST", "/api/v1/statements.ndjson",
                           json.dumps({"statement": "SELECT 1 / (400000 - id) AS q FROM range(500000)"}),
                           {"Content-Type": "application/json", "Accept-Encoding": "gzip"})
        response = connection.getresponse()
        if response.status != 200:
            return  # it was seen before the first byte
        with self.assertRaises(http.client.IncompleteRead) as broken:
            response.read()
        unpacker = zlib.decompressobj(31)
        last = unpacker.decompress(broken.exception.partial).splitlines()[-1]
        self.assertIn("code", json.loads(last)["error"])
        self.assertFalse(unpacker.eof)

    def test_packed_bodies_are_unpacked(self):
        body = gzip.compress(json.dumps({"statement": "SELECT 7 AS n"}).encode())
        status, _, answer = self.skep.request("POST", "/api/v1/statements", body,
                                              {"Content-Type": "application/json", "Content-Encoding": "gzip"})
        self.assertEqual((status, json.loads(answer)["rows"]), (200, [{"n": 7}]))

    def test_what_has_not_changed_is_not_sent_again(self):
        for path in ("/api/v1/databases", "/api/v1/databases/default/tables/hives", "/openapi.json", "/docs"):
            _, headers, body = self.skep.request("GET", path)
            again = self.skep.request("GET", path, headers={"If-None-Match": headers["etag"]})
            self.assertEqual((again[0], again[2]), (304, b""), path)
        self.skep.ask("CREATE TABLE more_hives AS SELECT 1 AS a")
        self.assertEqual(self.skep.request("GET", "/api/v1/databases/default/tables/hives")[0], 200)

    def test_options_and_head(self):
        self.assertEqual(self.skep.request("OPTIONS", "/api/v1/databases")[1]["allow"], "GET, HEAD, OPTIONS")
        got = self.skep.request("GET", "/api/v1/databases")
        head = self.skep.request("HEAD", "/api/v1/databases")
        self.assertEqual((head[0], head[1]["content-length"], head[2]), (200, str(len(got[2])), b""))

    def test_a_page_elsewhere_that_leads_here_gets_nothing(self):
        status, _, body = self.skep.request("GET", "/api/v1/databases", headers={"Host": "evil.example.com"})
        self.assertEqual(status, 421)
        self.assertNotIn(b"default", body)


class FlatMemory(ServerCase):
    def test_streams_take_flat_memory_in_every_form_and_packing(self):
        """Half a gigabyte of rows, read as they come: little of it is ever in the server."""
        for query, packing in ((".parquet", ""), (".ndjson", "gzip"), (".arrow", "zstd"), (".csv", "")):
            self.skep.request("POST", "/api/v1/statements" + query, {"statement": "SELECT 1 AS a"})
            highest = self.highest_memory_while_reading(WIDE.format(rows=4_000_000), query, packing)
            self.assertLess(highest, 450, (query, packing))

    def highest_memory_while_reading(self, statement, query, packing):
        connection = self.skep.connect()
        headers = {"Content-Type": "application/json", **({"Accept-Encoding": packing} if packing else {})}
        connection.request("POST", "/api/v1/statements" + query, json.dumps({"statement": statement}), headers)
        response = connection.getresponse()
        self.assertEqual(response.getheader("Content-Encoding") or "", packing)
        highest = 0
        while response.read(1 << 20):
            highest = max(highest, self.skep.memory_mb())
        connection.close()
        return highest
