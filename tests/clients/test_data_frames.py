"""pandas, polars and pyarrow read the streams, with and without our client."""

import datetime
import decimal
import io

import pandas
import polars
import pyarrow
import pyarrow.csv
import pyarrow.json
from case import ARROW, HIVES, NDJSON
from client_case import ClientCase

TYPES = (
    "SELECT id, cast(id AS tinyint) AS tiny, cast(id AS smallint) AS small, cast(id AS int) AS whole, id * 1.5D AS half,"
    " cast(id AS float) AS f, cast(id AS decimal(12,3)) AS price, id % 2 = 0 AS even, concat('n', id) AS name,"
    " date_add(DATE '2024-01-01', cast(id AS int)) AS day, TIMESTAMP '2024-05-01 10:11:12.5' AS moment,"
    " if(id = 1, NULL, id) AS gap FROM range(5)"
)


class DataFrames(ClientCase):
    setup_statements = HIVES

    def test_pandas_reads_arrow(self):
        frame = self.warehouse.pandas(TYPES)

        self.assertEqual(len(frame), 5)
        self.assertEqual(str(frame["id"].dtype), "int64")
        self.assertEqual(frame["half"].sum(), 15.0)
        self.assertEqual(frame["price"][2], decimal.Decimal("2.000"))
        self.assertEqual(frame["day"][1], datetime.date(2024, 1, 2))
        self.assertEqual(frame["moment"][0].tz_convert("UTC").isoformat(), "2024-05-01T10:11:12.500000+00:00")
        self.assertTrue(pandas.isna(frame["gap"][1]))

    def test_polars_reads_arrow(self):
        frame = self.warehouse.polars(TYPES)

        self.assertEqual(frame.shape, (5, 12))
        self.assertEqual(frame.schema["id"], polars.Int64)
        self.assertEqual(frame.schema["price"], polars.Decimal(12, 3))
        self.assertEqual(frame["name"].to_list(), ["n0", "n1", "n2", "n3", "n4"])
        self.assertEqual(frame["day"][1], datetime.date(2024, 1, 2))
        self.assertEqual(frame["gap"].null_count(), 1)

    def test_polars_reads_the_stream_by_itself(self):
        frame = polars.read_ipc_stream(io.BytesIO(self.skep.stream(TYPES, ARROW)))

        self.assertEqual(frame["half"].sum(), 15.0)

    def test_nested_types(self):
        rows = self.warehouse.polars("SELECT tags, place FROM hives ORDER BY id").to_dicts()

        self.assertEqual(rows[0], {"tags": ["old", None], "place": {"lat": 52.5, "lon": 13.4}})
        self.assertEqual(rows[1]["tags"], None)
        frame = self.warehouse.pandas("SELECT notes FROM hives ORDER BY id")
        self.assertEqual(dict(frame["notes"][0]), {"swarms": 2})

    def test_ndjson(self):
        body = self.skep.stream("SELECT id, name, kilos FROM hives ORDER BY id", NDJSON)

        self.assertEqual(pandas.read_json(io.BytesIO(body), lines=True)["id"].tolist(), [1, 2])
        self.assertEqual(polars.read_ndjson(io.BytesIO(body))["name"].to_list(), ["Amber", None])
        self.assertEqual(pyarrow.json.read_json(io.BytesIO(body))["kilos"].to_pylist(), ["31.50", None])

    def test_csv(self):
        body = self.skep.stream("SELECT id, concat('a,\"', id) AS text FROM range(3)", "text/csv")

        expected = ['a,"0', 'a,"1', 'a,"2']
        self.assertEqual(pandas.read_csv(io.BytesIO(body))["text"].tolist(), expected)
        self.assertEqual(polars.read_csv(io.BytesIO(body))["text"].to_list(), expected)
        self.assertEqual(pyarrow.csv.read_csv(io.BytesIO(body))["text"].to_pylist(), expected)

    def test_parquet(self):
        body = self.skep.stream(TYPES, "application/vnd.apache.parquet")

        self.assertEqual(pandas.read_parquet(io.BytesIO(body))["half"].sum(), 15.0)
        self.assertEqual(polars.read_parquet(io.BytesIO(body))["name"].to_list(), ["n0", "n1", "n2", "n3", "n4"])
