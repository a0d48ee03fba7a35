"""The streamed formats: NDJSON and Arrow, read by real readers."""

import http.client
import json
import socket
import time
from decimal import Decimal

import pyarrow
import pyarrow.ipc

from case import ARROW, ENDLESS_ROWS, HIVES, NDJSON, Problem, ServerCase


class NdjsonStreams(ServerCase):
    setup_statements = HIVES

    def lines(self, statement, query=""):
        return [json.loads(line) for line in self.skep.stream(statement, NDJSON, query).splitlines()]

    def test_a_row_a_line(self):
        self.assertEqual(
            self.lines("SELECT id, name FROM hives ORDER BY id"), [{"id": 1, "name": "Amber"}, {"id": 2, "name": None}]
        )

    def test_in_arrays_shape_the_first_line_has_the_columns(self):
        self.assertEqual(
            self.lines("SELECT id, name FROM hives ORDER BY id", "?shape=arrays"),
            [{"columns": [{"name": "id", "type": "int"}, {"name": "name", "type": "string"}]}, [1, "Amber"], [2, None]],
        )

    def test_an_empty_result_is_an_empty_body(self):
        self.assertEqual(self.skep.stream("SELECT id FROM hives WHERE false", NDJSON), b"")

    def test_no_limit_holds_for_streams(self):
        body = self.skep.stream("SELECT id FROM range(300000)", NDJSON)

        self.assertEqual(body.count(b"\n"), 300000)

    def test_content_type_and_id(self):
        status, headers, _ = self.skep.request(
            "POST", "/api/v1/statements", {"statement": "SELECT 1 AS a", "id": "stream-1"}, {"Accept": NDJSON}
        )

        self.assertEqual(status, 200)
        self.assertTrue(headers["content-type"].startswith(NDJSON))
        self.assertEqual(headers["skep-statement"], "stream-1")

    def test_the_first_rows_come_long_before_the_end(self):
        connection = self.skep.connect(timeout=30)
        connection.request(
            "POST", "/api/v1/statements", json.dumps({"statement": ENDLESS_ROWS}),
            {"Accept": NDJSON, "Content-Type": "application/json"},
        )

        line = connection.getresponse().readline()

        self.assertEqual(set(json.loads(line)), {"a", "b", "c"})
        connection.close()

    def test_a_reader_that_leaves_ends_the_statement(self):
        connection = self.skep.connect(timeout=30)
        connection.request(
            "POST", "/api/v1/statements", json.dumps({"statement": ENDLESS_ROWS}),
            {"Accept": NDJSON, "Content-Type": "application/json"},
        )
        response = connection.getresponse()
        response.readline()
        response.close()  # the socket closes with its last user
        connection.close()

        time.sleep(2)
        before = self.skep.cpu_seconds()
        time.sleep(1)

        self.assertLess(self.skep.cpu_seconds() - before, 0.3, "it still works for a reader who is gone")

    def test_a_failure_after_the_first_rows_is_never_a_success(self):
        statement = "SELECT 1 / (400000 - id) AS q, repeat('x', 50) AS s FROM range(500000)"
        connection = self.skep.connect(timeout=60)
        connection.request(
            "POST", "/api/v1/statements", json.dumps({"statement": statement}),
            {"Accept": NDJSON, "Content-Type": "application/json"},
        )
        try:
            response = connection.getresponse()
            if response.status != 200:  # it found out before it had sent anything
                self.assertEqual(json.loads(response.read())["errorClass"], "DIVIDE_BY_ZERO")
                return
            body = response.read()
            self.fail(f"the body ended well after {body.count(b'{')} rows: {body[-300:]}")
        except http.client.IncompleteRead as broken:
            last = json.loads(broken.partial.splitlines()[-1])
            self.assertEqual(last["error"]["errorClass"], "DIVIDE_BY_ZERO")
        finally:
            connection.close()

    def test_an_error_before_the_first_row_is_a_problem_document(self):
        with self.assertRaises(Problem) as caught:
            self.skep.stream("SELECT 1/0 AS x", NDJSON)

        self.assertEqual((caught.exception.status, caught.exception.error_class), (400, "DIVIDE_BY_ZERO"))


class ArrowStreams(ServerCase):
    setup_statements = HIVES

    def table(self, statement):
        return pyarrow.ipc.open_stream(self.skep.stream(statement, ARROW)).read_all()

    def test_pyarrow_reads_every_type(self):
        table = self.table("SELECT * FROM hives ORDER BY id")

        first = table.to_pylist()[0]
        self.assertEqual(table.num_rows, 2)
        self.assertEqual(first["kilos"], Decimal("31.50"))
        self.assertEqual(first["installed"].isoformat(), "2021-04-01")
        self.assertEqual(first["seen"].replace(tzinfo=None).isoformat(), "2024-05-01T10:11:12.500000")
        self.assertEqual(first["tags"], ["old", None])
        self.assertEqual(first["place"], {"lat": 52.5, "lon": 13.4})
        self.assertEqual(dict(first["notes"]), {"swarms": 2})
        self.assertEqual(
            [str(table.schema.field(name).type) for name in ("id", "name", "kilos", "installed")],
            ["int32", "string", "decimal128(6, 2)", "date32[day]"],
        )
        self.assertEqual(table.schema.field("seen").type.unit, "us")

    def test_a_large_result_is_whole(self):
        table = self.table("SELECT id, id * 2 AS twice, cast(id AS string) AS text FROM range(500000)")

        self.assertEqual(table.num_rows, 500000)
        self.assertEqual(sum(table["id"].to_pylist()), 499999 * 250000)
        self.assertEqual(table["text"][table.num_rows - 1].as_py(), str(table["id"][table.num_rows - 1].as_py()))

    def test_an_empty_result_has_a_schema(self):
        table = self.table("SELECT id, name FROM hives WHERE false")

        self.assertEqual((table.num_rows, table.column_names), (0, ["id", "name"]))

    def test_a_failure_after_the_first_batch_raises_in_the_reader(self):
        statement = "SELECT 1 / (400000 - id) AS q, repeat('x', 50) AS s FROM range(500000)"
        try:
            body = self.skep.stream(statement, ARROW)
        except (Problem, http.client.IncompleteRead):
            return
        with self.assertRaises(pyarrow.ArrowException):
            pyarrow.ipc.open_stream(body).read_all()

    def test_a_slow_reader_gets_everything(self):
        sock = socket.create_connection(("127.0.0.1", self.skep.port), 60)
        body = json.dumps({"statement": "SELECT id, repeat('x', 100) AS s FROM range(200000)"}).encode()
        sock.sendall(
            b"POST /api/v1/statements HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n"
            b"Accept: " + ARROW.encode() + b"\r\nContent-Length: " + str(len(body)).encode() + b"\r\n\r\n" + body
        )
        response = http.client.HTTPResponse(sock)
        response.begin()
        data = response.read(1 << 20)
        time.sleep(2)
        data += response.read()
        sock.close()

        self.assertEqual(pyarrow.ipc.open_stream(data).read_all().num_rows, 200000)
