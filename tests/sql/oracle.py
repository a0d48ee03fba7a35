"""Real Spark, to ask what the right answer is: one session with an embedded Hive metastore in a temporary folder.

Spark 4.0.1 runs in a virtual environment of its own, build/oracle, made on first use (Java 17 must be there).
"""

import logging
import os
import re
import shutil
import sys
import tempfile

import golden

PYSPARK = "4.0.1"


def enter_oracle():
    """Starts again under a Python that has PySpark; SKEP_ORACLE_PYTHON names one that is there already."""
    if not shutil.which("java"):
        sys.exit("record: Java is missing; apt-get install openjdk-17-jre-headless")
    sys.path.insert(0, str(golden.ROOT.parent / "harness"))
    import environment

    environment.enter("oracle", [f"pyspark=={PYSPARK}"], override="SKEP_ORACLE_PYTHON")


class Oracle:
    """One Spark session with an embedded Hive metastore in a temporary folder."""

    def __init__(self, folder):
        from pyspark.sql import SparkSession

        self.folder = folder
        self.warehouse = f"{folder}/warehouse"
        logging.getLogger("SQLQueryContextLogger").disabled = True
        complaints = os.dup(2)
        os.dup2(os.open(f"{folder}/spark.log", os.O_CREAT | os.O_WRONLY), 2)  # Spark inherits it
        derby = f"-Dderby.system.home={folder}/derby -Duser.timezone=UTC"
        self.spark = (
            SparkSession.builder.master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.driver.extraJavaOptions", derby)
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.catalogImplementation", "hive")
            .config("spark.sql.warehouse.dir", self.warehouse)
            .config("spark.sql.hive.metastorePartitionPruningFallbackOnException", "true")  # Derby cannot LIKE
            .config("spark.sql.shuffle.partitions", "1")
            .config("spark.sql.datetime.java8API.enabled", "true")
            .config("spark.hadoop.hive.metastore.warehouse.dir", self.warehouse)
            .config("spark.hadoop.javax.jdo.option.ConnectionURL", f"jdbc:derby:;databaseName={folder}/metastore;create=true")
            .getOrCreate()
        )
        self.spark.sparkContext.setLogLevel("OFF")
        os.dup2(complaints, 2)
        jvm = self.spark.sparkContext._jvm
        self.hive_result = jvm.org.apache.spark.sql.execution.HiveResult
        self.formatters = self.hive_result.getTimeFormatters()
        self.binary = self.hive_result.getBinaryFormatter()
        self.tuple = jvm.scala.Tuple2
        self.throwable = self.spark.sparkContext._gateway.jvm.Class.forName("org.apache.spark.SparkThrowable")

    def start_file(self, name):
        """Gives a clean catalogue, a session of its own, and the places a file may name."""
        self.spark = self.spark.newSession()  # settings, temporary views and functions, variables
        self.formatters = self.hive_result.getTimeFormatters()
        for (database,) in self.spark.sql("SHOW DATABASES").collect():
            if database != "default":
                self.spark.sql(f"DROP DATABASE `{database}` CASCADE")
        self.spark.sql("USE default")
        for kind, where in (("VIEW", "default"), ("VIEW", "global_temp"), ("TABLE", "default")):
            for row in self.spark.sql(f"SHOW {kind}S IN {where}").collect():
                self.spark.sql(f"DROP {kind} {where}.`{row[1]}`")
        for (function,) in self.spark.sql("SHOW USER FUNCTIONS").collect():
            self.spark.sql(f"DROP FUNCTION {function}")
        self.spark.catalog.clearCache()
        shutil.rmtree(self.warehouse, ignore_errors=True)
        scratch = tempfile.mkdtemp(prefix="scratch-", dir=self.folder)
        self.places = {"warehouse": self.warehouse, "scratch": scratch, "data": str(golden.ROOT / "data")}

    def ask(self, sql):
        ordered = golden.is_ordered(sql)
        setting = re.match(r"\s*set\s+[\w.]+\s*=", sql, re.I)
        try:
            frame = self.spark.sql(golden.put_places(sql, self.places))
            columns = [(f.name(), f.dataType().simpleString()) for f in frame._jdf.schema().fields()]
            if not columns:
                return golden.Answer()
            rows = [self._row(row) for row in frame._jdf.collect()]
        except Exception as error:
            return golden.Answer(error=self._error_class(error))
        if setting:
            self.formatters = self.hive_result.getTimeFormatters()  # the zone may be another
        return golden.Answer(columns, golden.hide_what_varies(columns, rows, self.places), ordered=ordered)

    def _row(self, row):
        fields = row.schema().fields()
        return [self._cell(row.get(i), fields[i].dataType()) for i in range(len(fields))]

    def _cell(self, value, kind):
        """A cell in the product's JSON rules: numbers, text as the spark-sql shell prints it, base64, nested values."""
        name = kind.typeName()
        if value is None:
            return None
        if name in ("boolean", "string", "tinyint", "smallint", "integer", "long", "byte", "short"):
            return value
        if name == "binary":
            return golden.binary_cell(value)
        if name == "array":
            return [self._cell(value.apply(i), kind.elementType()) for i in range(value.size())]
        if name == "map":
            items = value.toSeq()
            keyed = [items.apply(i) for i in range(items.size())]
            return golden.Pairs(
                (str(self._cell(kv._1(), kind.keyType())), self._cell(kv._2(), kind.valueType())) for kv in keyed
            )
        if name == "struct":
            fields = kind.fields()
            return golden.Pairs((f.name(), self._cell(value.get(i), f.dataType())) for i, f in enumerate(fields))
        text = self._text(value, kind)
        if name in ("float", "double"):
            number = float(text)
            return number if number - number == 0 else text
        return text

    def _text(self, value, kind):
        import decimal

        if isinstance(value, float):
            jvm = self.spark.sparkContext._jvm
            return jvm.java.lang.Float.toString(value) if kind.typeName() == "float" else jvm.java.lang.Double.toString(value)
        if isinstance(value, decimal.Decimal):
            return format(value, "f")
        return self.hive_result.toHiveString(self.tuple(value, kind), False, self.formatters, self.binary)

    def _error_class(self, error):
        """The class of the outermost error that has one; what a failed write task wraps counts as its cause."""
        cause = getattr(error, "_origin", None) or getattr(error, "java_exception", None)
        if cause is None:
            raise error
        while cause is not None:
            if self.throwable.isInstance(cause) and cause.getCondition() not in (None, "TASK_WRITE_FAILED"):
                return f"{cause.getCondition()} {cause.getSqlState() or '-'}"
            cause = cause.getCause()
        return "-"
