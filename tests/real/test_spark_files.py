"""Real Spark reads, by path, the Parquet files that Skep wrote, and sees the same rows and types."""

import logging
import shutil
import tempfile
import unittest
from pathlib import Path

from server import Server

TYPES = (
    "CREATE TABLE all_types (a TINYINT, b SMALLINT, c INT, d BIGINT, e FLOAT, f DOUBLE, g DECIMAL(5,2), h DECIMAL(15,4),"
    " i DECIMAL(38,10), j STRING, k BOOLEAN, l BINARY, m DATE, n TIMESTAMP, o ARRAY<INT>, p MAP<STRING,INT>,"
    " q STRUCT<x: INT, y: ARRAY<STRING>>) STORED AS PARQUET",
    "INSERT INTO all_types VALUES"
    " (1, 2, 3, 4, 1.5, 2.5, 1.25, 12345.6789, 1234567890.0123456789, 'naïve 🐝', true, X'00FF',"
    "  DATE '2024-02-29', TIMESTAMP '2024-02-29 10:11:12.123456', array(1, NULL, 3), map('k', 1, 'n', NULL),"
    "  named_struct('x', 1, 'y', array('a', NULL))),"
    " (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),"
    " (-128, -32768, -2147483648, -9223372036854775807, cast('-Infinity' AS float), cast('NaN' AS double), -999.99,"
    "  -0.0001, -0.0000000001, '', false, X'', DATE '0001-01-01', TIMESTAMP '1969-12-31 23:59:59.999999', array(),"
    "  map(), named_struct('x', NULL, 'y', NULL))",
)


class SparkFiles(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        from pyspark.sql import SparkSession

        logging.getLogger("SQLQueryContextLogger").disabled = True
        cls.place = tempfile.mkdtemp(prefix="skep-spark-")
        cls.spark = (
            SparkSession.builder.master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.sql.warehouse.dir", cls.place)
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.driver.extraJavaOptions", "-Duser.timezone=UTC")
            .getOrCreate()
        )
        cls.spark.sparkContext.setLogLevel("OFF")
        cls.skep = Server()
        cls.skep.start()

    @classmethod
    def tearDownClass(cls):
        cls.skep.close()
        cls.spark.stop()
        shutil.rmtree(cls.place, ignore_errors=True)

    def folder(self, table):
        """The folder that a reader who only has the metastore's word would open."""
        rows = self.skep.rows(f"DESCRIBE FORMATTED {table}")
        return next(row[1] for row in rows if row[0] == "Location").removeprefix("file:")

    def files(self, table):
        """Every live data file of a table."""
        root = Path(self.folder(table))
        found = sorted(str(path) for path in root.rglob("*") if path.is_file() and path.name[0] not in "._")
        self.assertTrue(found, f"no files below {root}")
        return found

    def assert_same(self, frame, query):
        """Both print every cell as text; so only values count, not how each of us encodes them."""
        columns = self.skep.ask(query, query="?limit=1").columns
        as_text = ", ".join(
            f"hex(`{name}`) AS `{name}`" if kind == "binary" else f"cast(`{name}` AS string) AS `{name}`"
            for name, kind in columns
        )
        frame.createOrReplaceTempView("seen")
        spark = [list(row) for row in self.spark.sql(f"SELECT {as_text} FROM seen").collect()]
        skep = self.skep.rows(f"SELECT {as_text} FROM ({query})")
        order = lambda rows: sorted(rows, key=str)  # noqa: E731
        self.assertEqual(order(spark), order(skep))

    def test_every_type_has_the_same_values_and_types(self):
        for statement in TYPES:
            self.skep.ask(statement)

        frame = self.spark.read.parquet(*self.files("all_types"))

        types = {field.name: field.dataType.simpleString() for field in frame.schema.fields}
        self.assertEqual(types, dict(self.skep.ask("SELECT * FROM all_types").columns))
        self.assert_same(frame, "SELECT * FROM all_types")

    def test_a_partitioned_table_is_read_from_its_partitions_locations(self):
        self.skep.ask("CREATE TABLE parts (v STRING) PARTITIONED BY (y INT, r STRING) STORED AS PARQUET")
        self.skep.ask("INSERT INTO parts PARTITION (y, r) VALUES ('a', 2023, 'north'), ('b', 2023, 'a/b c'), ('c', 2024, NULL)")
        self.skep.ask("INSERT OVERWRITE parts PARTITION (y = 2023, r = 'north') VALUES ('new')")
        self.skep.ask("INSERT INTO parts PARTITION (y, r) VALUES ('d', 2024, NULL)")

        seen = []
        for name in (row[0] for row in self.skep.rows("SHOW PARTITIONS parts")):
            values = dict(part.split("=", 1) for part in name.split("/"))
            clause = f"y = {values['y']}, r = " + {"north": "'north'", "a%2Fb c": "'a/b c'"}.get(values["r"], "NULL")
            detail = self.skep.rows(f"DESCRIBE FORMATTED parts PARTITION ({clause})")
            location = next(row[1] for row in detail if row[0] == "Location").removeprefix("file:")
            files = [str(p) for p in Path(location).iterdir() if p.is_file() and p.name[0] not in "._"]
            seen += [row.v for row in self.spark.read.parquet(*files).collect()]

        self.assertEqual(sorted(seen), ["b", "c", "d", "new"])

    def test_a_large_table_has_the_same_sums(self):
        self.skep.ask("CREATE TABLE large AS SELECT id, id % 1000 AS k, concat('text ', id % 77) AS s FROM range(1500000)")

        self.spark.read.parquet(*self.files("large")).createOrReplaceTempView("large")

        query = "SELECT count(*), sum(id), sum(k), count(DISTINCT s), max(s) FROM large"
        self.assertEqual([list(row) for row in self.spark.sql(query).collect()], self.skep.rows(query))

    def test_skep_reads_what_spark_wrote(self):
        place = Path(self.skep.warehouse) / "from_spark"
        frame = self.spark.sql(
            "SELECT id, cast(id AS decimal(12,3)) AS d, timestamp_seconds(id) AS t, array(id) AS a,"
            " named_struct('x', cast(id AS int)) AS s, concat('p', id % 3) AS p FROM range(1000)"
        )
        frame.write.partitionBy("p").parquet(str(place))

        self.skep.ask(
            f"CREATE EXTERNAL TABLE from_spark (id BIGINT, d DECIMAL(12,3), t TIMESTAMP, a ARRAY<BIGINT>,"
            f" s STRUCT<x: INT>) STORED AS PARQUET LOCATION 'file:{place}/p=p0'"
        )

        self.assert_same(frame.where("p = 'p0'").drop("p"), "SELECT * FROM from_spark")
