"""Real PySpark with Hive support uses Skep as its metastore: 4.0.1 on SQLite and on PostgreSQL, 3.5 on SQLite, the newest 4.x
on PostgreSQL; then each reads what the other wrote."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import environment
import java_metastore
import postgresql
from server import Server, free_port

HERE = Path(__file__).resolve().parent

# A statement, and the rows that it must give; None: only that it works. PLACE is the folder of the test.
STEPS = [
    ("SHOW DATABASES", [["default"]]),
    ("CREATE DATABASE lab COMMENT 'c' WITH DBPROPERTIES ('a' = 'b');;USE lab", []),
    ("CREATE TABLE sales (id BIGINT COMMENT 'key', amount DECIMAL(10,2), at TIMESTAMP, dt STRING, region STRING)"
     " USING parquet PARTITIONED BY (dt, region) COMMENT 'sales'", []),
    ("CREATE TABLE users (id INT, name STRING, tags ARRAY<STRING>, addr STRUCT<street: STRING, zip: INT>,"
     " m MAP<STRING, DOUBLE>) USING orc CLUSTERED BY (id) SORTED BY (name) INTO 4 BUCKETS", []),
    (r"CREATE TABLE logs (ts STRING, msg STRING) ROW FORMAT DELIMITED FIELDS TERMINATED BY '|' ESCAPED BY '\\' STORED AS"
     " TEXTFILE", []),
    ("CREATE TABLE csvt (a STRING, b STRING) ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde'"
     " WITH SERDEPROPERTIES ('separatorChar' = ';')", []),
    ("CREATE TABLE orcp (id INT, v STRING) PARTITIONED BY (d DATE) STORED AS ORC", []),
    ("CREATE EXTERNAL TABLE ext (id INT, v STRING) STORED AS PARQUET LOCATION 'PLACE/ext'", []),
    ("CREATE TABLE js (id INT) USING json", []),
    ("CREATE TABLE csvds (id INT, b STRING) USING csv OPTIONS (header true)", []),
    ("CREATE TABLE hp (id INT, v STRING) PARTITIONED BY (d STRING, h INT) STORED AS TEXTFILE", []),
    # insert: static and dynamic, into and over
    ("INSERT INTO sales PARTITION (dt = '2026-01-01', region = 'eu') VALUES (1, 1.25, TIMESTAMP '2026-01-01 00:00:00')", []),
    ("INSERT INTO sales VALUES (2, 2.5, TIMESTAMP '2026-01-02 00:00:00', '2026-01-02', 'us'),"
     " (3, 3.5, TIMESTAMP '2026-01-02 00:00:00', '2026-01-02', 'eu')", []),
    ("INSERT OVERWRITE sales PARTITION (dt = '2026-01-01', region = 'eu') VALUES"
     " (9, 9.25, TIMESTAMP '2026-01-01 00:00:00')", []),
    ("SELECT id, amount, dt, region FROM sales ORDER BY id",
     [["2", "2.50", "2026-01-02", "us"], ["3", "3.50", "2026-01-02", "eu"], ["9", "9.25", "2026-01-01", "eu"]]),
    ("INSERT INTO logs VALUES ('a', 'b|c');;SELECT * FROM logs", [["a", "b|c"]]),
    ("INSERT INTO csvt VALUES ('1', '2')", []),
    ("INSERT INTO users VALUES (1, 'n', array('x'), named_struct('street', 's', 'zip', 1), map('k', 1.5));;"
     "SELECT name, addr.zip FROM users", [["n", "1"]]),
    ("INSERT INTO orcp PARTITION (d = '2026-02-09') VALUES (1, 'x')", []),
    ("INSERT OVERWRITE orcp PARTITION (d) VALUES (2, 'y', DATE '2026-02-02')", []),
    ("INSERT INTO hp PARTITION (d = 'a', h = 1) VALUES (1, 'x')", []),
    ("INSERT OVERWRITE hp PARTITION (d = 'a', h = 1) VALUES (2, 'y')", []),
    ("INSERT INTO hp PARTITION (d, h) VALUES (3, 'z', 'b', 2), (4, 'w', 'c', 3)", []),
    ("INSERT OVERWRITE hp PARTITION (d, h) VALUES (5, 'q', 'b', 2)", []),
    ("INSERT INTO ext VALUES (1, 'e');;INSERT INTO js VALUES (7);;INSERT INTO csvds VALUES (1, 'x');;"
     "SELECT ext.v, js.id, csvds.b FROM ext, js, csvds", [["e", "7", "x"]]),
    # filters that Spark sends to the metastore
    ("SELECT id FROM orcp WHERE d = DATE '2026-02-02'", [["2"]]),
    ("SELECT id FROM orcp WHERE d > DATE '2026-01-02' ORDER BY id", [["1"], ["2"]]),
    ("SELECT id FROM hp WHERE h > 1 ORDER BY id", [["4"], ["5"]]),
    ("SELECT id FROM hp WHERE h = 2 AND d = 'b'", [["5"]]),
    ("SELECT id FROM hp WHERE d LIKE 'c%'", [["4"]]),
    ("SELECT id FROM hp WHERE d IN ('a', 'b') ORDER BY id", [["2"], ["5"]]),
    ("SELECT count(*) FROM sales WHERE dt LIKE '2026%' AND region != 'eu'", [["1"]]),
    # what is there
    ("SHOW PARTITIONS sales",
     [["dt=2026-01-01/region=eu"], ["dt=2026-01-02/region=eu"], ["dt=2026-01-02/region=us"]]),
    ("SHOW PARTITIONS sales PARTITION (dt = '2026-01-02')", [["dt=2026-01-02/region=eu"], ["dt=2026-01-02/region=us"]]),
    ("DESCRIBE FORMATTED sales", None),
    ("SHOW CREATE TABLE sales", None),
    ("SHOW TABLES LIKE 'o*'", [["lab", "orcp", "False"]]),
    ("SHOW TABLE EXTENDED LIKE 'sales' PARTITION (dt = '2026-01-01', region = 'eu')", None),
    ("CREATE VIEW v AS SELECT id, amount FROM sales WHERE amount > 3", []),
    ("SELECT id FROM v ORDER BY id", [["3"], ["9"]]),
    ("SHOW VIEWS", [["lab", "v", "False"]]),
    # statistics
    ("ANALYZE TABLE sales COMPUTE STATISTICS", []),
    ("ANALYZE TABLE sales PARTITION (dt = '2026-01-01', region = 'eu') COMPUTE STATISTICS", []),
    ("ANALYZE TABLE sales COMPUTE STATISTICS FOR COLUMNS id, amount", []),
    ("DESCRIBE EXTENDED sales amount", None),
    # alter
    ("ALTER TABLE sales ADD COLUMNS (note STRING)", []),
    ("ALTER TABLE sales SET TBLPROPERTIES ('p' = 'q');;SHOW TBLPROPERTIES sales ('p')", [["p", "q"]]),
    ("ALTER TABLE orcp CHANGE COLUMN v v STRING COMMENT 'changed'", []),
    ("ALTER TABLE sales ADD PARTITION (dt = '2026-05-05', region = 'zz')", []),
    ("ALTER TABLE sales DROP PARTITION (dt = '2026-01-01', region = 'eu')", []),
    ("ALTER TABLE sales PARTITION (dt = '2026-05-05', region = 'zz') RENAME TO PARTITION (dt = '2026-05-06', region = 'zz')",
     []),
    ("MSCK REPAIR TABLE sales", []),
    ("SHOW PARTITIONS sales",
     [["dt=2026-01-02/region=eu"], ["dt=2026-01-02/region=us"], ["dt=2026-05-06/region=zz"]]),
    ("ALTER TABLE csvt RENAME TO csvt2;;SELECT * FROM csvt2", [["1", "2"]]),
    ("ALTER TABLE users RENAME TO users2;;SELECT count(*) FROM users2", [["1"]]),
    ("ALTER TABLE hp ADD COLUMNS (extra STRING);;SELECT id, extra FROM hp WHERE d = 'a'", [["2", "None"]]),
    ("ALTER DATABASE lab SET DBPROPERTIES ('z' = 'y')", []),
    ("ALTER VIEW v AS SELECT id FROM sales WHERE id = 2;;SELECT * FROM v", [["2"]]),
    # more ways to make tables
    ("CREATE TABLE ct AS SELECT 1 AS id, 'x' AS v;;SELECT * FROM ct", [["1", "x"]]),
    ("CREATE TABLE cp USING parquet PARTITIONED BY (p) AS SELECT id, id % 2 AS p FROM range(4);;"
     "SELECT sum(id) FROM cp WHERE p = 1", [["4"]]),
    ("TRUNCATE TABLE cp;;SELECT count(*) FROM cp", [["0"]]),
    # functions
    ("CREATE FUNCTION upper2 AS 'org.apache.hadoop.hive.ql.udf.generic.GenericUDFUpper';;SELECT upper2('a')", [["A"]]),
    ("SHOW USER FUNCTIONS", [["spark_catalog.lab.upper2"]]),
    ("DROP FUNCTION upper2", []),
    ("DROP VIEW v;;DROP TABLE ct PURGE;;DROP TABLE cp", []),
    ("SHOW TABLES", [["lab", name, "False"] for name in ("csvds", "csvt2", "ext", "hp", "js", "logs", "orcp", "sales", "users2")]),
]


class Spark:
    """A Spark of its own process, since one Java machine has one metastore."""

    def __init__(self, port, warehouse, place, python):
        # Its workers find the same Python, and no other Spark's libraries.
        variables = {name: value for name, value in os.environ.items() if not name.startswith(("SPARK_", "PYTHONPATH"))}
        self.process = subprocess.Popen(
            [python, HERE / "metastore/spark.py", str(port), warehouse], cwd=place, text=True,
            env={**variables, "PYSPARK_PYTHON": str(python)},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )
        assert json.loads(self.process.stdout.readline()) == "ready"

    def ask(self, statement):
        self.process.stdin.write(json.dumps(statement) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if isinstance(answer, dict):
            raise AssertionError(f"{statement}\n{answer['error']}")
        return answer

    def close(self):
        self.process.stdin.close()
        self.process.wait(30)


class OnStore:
    """What Spark does, whatever Skep's store is."""

    release = None  # of PySpark; None: the one that runs this

    @classmethod
    def start(cls, settings=()):
        cls.place = tempfile.mkdtemp(prefix="skep-metastore-")
        cls.port = free_port()
        arguments = ["--metastore-port", str(cls.port), "--conf", f"spark.sql.warehouse.dir={cls.place}/warehouse"]
        cls.skep = Server(warehouse=f"{cls.place}/skep", arguments=[*arguments, *settings])
        cls.skep.start()
        python = environment.python(f"spark-{cls.release}", [f"pyspark=={cls.release}"]) if cls.release else sys.executable
        cls.spark = Spark(cls.port, f"file:{cls.place}/warehouse", cls.place, python)

    @classmethod
    def tearDownClass(cls):
        cls.spark.close()
        cls.skep.close()
        shutil.rmtree(cls.place, ignore_errors=True)

    def test_spark_finds_what_it_did(self):
        for statement, expected in STEPS:
            rows = self.spark.ask(statement.replace("PLACE", self.place))
            if expected is not None:
                self.assertEqual(rows, expected, statement)
        self.assertEqual(self.skep.rows("SHOW DATABASES"), [["default"], ["lab"]])
        self.spark.ask("USE default;;DROP DATABASE lab CASCADE")
        self.assertEqual(self.spark.ask("SHOW DATABASES"), [["default"]])

    def test_each_reads_the_others_tables(self):
        self.spark.ask("CREATE TABLE default.by_spark (id BIGINT, d DECIMAL(8,3), p STRING) USING parquet PARTITIONED BY (p);;"
                       "INSERT INTO default.by_spark VALUES (1, 1.5, 'a'), (2, 2.5, 'b/c'), (3, NULL, NULL)")
        self.spark.ask("CREATE TABLE default.hive_by_spark (id INT) STORED AS PARQUET;;"
                       "INSERT INTO default.hive_by_spark VALUES (7)")
        self.skep.ask("CREATE TABLE by_skep (id BIGINT, s STRING) USING parquet")
        self.skep.ask("INSERT INTO by_skep VALUES (1, 'x')")
        self.skep.ask("INSERT OVERWRITE by_skep VALUES (2, 'y'), (3, NULL)")
        self.skep.ask("CREATE TABLE parts_by_skep (v STRING) PARTITIONED BY (y INT, r STRING) STORED AS PARQUET")
        self.skep.ask("INSERT INTO parts_by_skep PARTITION (y, r) VALUES ('a', 2023, 'n'), ('b', 2024, NULL)")
        self.skep.ask("INSERT OVERWRITE parts_by_skep PARTITION (y = 2023, r = 'n') VALUES ('new')")

        self.assertEqual(self.skep.rows("SELECT id, CAST(d AS STRING), p FROM by_spark ORDER BY id"),
                         [[1, "1.500", "a"], [2, "2.500", "b/c"], [3, None, None]])
        self.assertEqual(self.skep.rows("SELECT * FROM hive_by_spark"), [[7]])
        self.assertEqual(self.spark.ask("SELECT * FROM default.by_skep ORDER BY id"), [["2", "y"], ["3", "None"]])
        self.assertEqual(self.spark.ask("SELECT v, y, r FROM default.parts_by_skep ORDER BY v"),
                         [["b", "2024", "None"], ["new", "2023", "n"]])
        self.assertEqual(self.spark.ask("SELECT v FROM default.parts_by_skep WHERE y > 2023"), [["b"]])
        self.spark.ask("INSERT INTO default.by_skep VALUES (4, 'spark')")
        self.skep.ask("INSERT INTO by_spark VALUES (4, 4.5, 'a')")
        self.assertEqual(self.skep.rows("SELECT count(*) FROM by_skep"), [[3]])
        self.assertEqual(self.spark.ask("SELECT count(*) FROM default.by_spark WHERE p = 'a'"), [["2"]])


class SparkOnSqlite(OnStore, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.start()


@unittest.skipUnless(postgresql.programs(), "PostgreSQL is not installed")
class SparkOnPostgresql(OnStore, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.store = postgresql.Postgresql().__enter__()
        cls.addClassCleanup(cls.store.__exit__)
        url = cls.store.create_database("metastore")
        cls.start(["--conf", f"javax.jdo.option.ConnectionURL=jdbc:{url}",
                   "--conf", "javax.jdo.option.ConnectionUserName=postgres"])


class Spark35OnSqlite(SparkOnSqlite):
    release = "3.5.9"


class NewestSparkOnPostgresql(SparkOnPostgresql):
    release = "4.3.0"


@unittest.skipUnless(postgresql.programs() and java_metastore.available(), "PostgreSQL, Java or Maven is missing")
class JavaAndSkepInTurn(unittest.TestCase):
    """Hive's own metastore 2.3 stops, Skep takes its database over, and gives it back."""

    def setUp(self):
        self.place = tempfile.mkdtemp(prefix="skep-in-turn-")
        self.addCleanup(shutil.rmtree, self.place, ignore_errors=True)
        self.warehouse = f"file:{self.place}/warehouse"

    def spark(self, port):
        return contextlib.closing(Spark(port, self.warehouse, self.place, sys.executable))

    def test_a_java_metastores_database_goes_to_skep_and_back(self):
        with postgresql.Postgresql() as store:
            url = store.create_database("metastore")
            java_metastore.create_schema_2_3(url)
            with java_metastore.HiveMetastore(url, self.warehouse) as hive, self.spark(hive.port) as spark:
                spark.ask("CREATE DATABASE lab;;CREATE TABLE lab.t (id BIGINT, p STRING) USING parquet PARTITIONED BY (p);;"
                          "INSERT INTO lab.t VALUES (1, 'a'), (2, 'b');;CREATE VIEW lab.v AS SELECT id FROM lab.t;;"
                          "CREATE TABLE lab.x (id INT, s STRING) STORED AS TEXTFILE;;INSERT INTO lab.x VALUES (1, 'x')")

            port = free_port()
            arguments = ["--metastore-port", str(port), "--conf", f"javax.jdo.option.ConnectionURL={url}",
                         "--conf", f"spark.sql.warehouse.dir={self.warehouse}"]
            with Server(warehouse=f"{self.place}/skep", arguments=arguments) as skep, self.spark(port) as spark:
                self.assertEqual(spark.ask("SELECT * FROM lab.t ORDER BY id"), [["1", "a"], ["2", "b"]])
                self.assertEqual(spark.ask("SELECT * FROM lab.x"), [["1", "x"]])
                self.assertEqual(skep.rows("SELECT id FROM lab.v WHERE id > 1"), [[2]])
                spark.ask("INSERT OVERWRITE lab.t PARTITION (p = 'a') VALUES (3);;ALTER TABLE lab.t ADD COLUMNS (more INT);;"
                          "ALTER TABLE lab.x RENAME TO lab.y;;CREATE TABLE lab.n (id INT) USING parquet")
                skep.ask("INSERT INTO lab.t (id, more, p) VALUES (4, 7, 'c')")
                skep.ask("INSERT OVERWRITE lab.n VALUES (8)")

            with java_metastore.HiveMetastore(url, self.warehouse) as hive, self.spark(hive.port) as spark:
                self.assertEqual(spark.ask("SELECT id, more, p FROM lab.t ORDER BY id"),
                                 [["2", "None", "b"], ["3", "None", "a"], ["4", "7", "c"]])
                self.assertEqual(spark.ask("SELECT id FROM lab.t WHERE p IN ('a', 'c') ORDER BY id"), [["3"], ["4"]])
                self.assertEqual(spark.ask("SELECT * FROM lab.y"), [["1", "x"]])
                self.assertEqual(spark.ask("SELECT * FROM lab.n"), [["8"]])
                self.assertEqual(spark.ask("SHOW TABLES IN lab"), [["lab", name, "False"] for name in ("n", "t", "v", "y")])
                spark.ask("INSERT INTO lab.n VALUES (9);;DROP DATABASE lab CASCADE")
