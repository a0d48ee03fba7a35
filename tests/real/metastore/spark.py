"""Real Spark on a metastore: `spark.py PORT WAREHOUSE`. Reads statements as JSON texts, a line each, and answers each with a
line of JSON: its rows, or {"error": ...}. A statement may hold ";;" between several that are one step."""

import json
import logging
import sys

from pyspark.sql import SparkSession

port, warehouse = sys.argv[1:]
logging.getLogger("SQLQueryContextLogger").disabled = True
spark = (
    SparkSession.builder.master("local[2]")
    .config("spark.ui.enabled", "false")
    .config("spark.ui.showConsoleProgress", "false")
    .config("spark.driver.bindAddress", "127.0.0.1")
    .config("spark.driver.host", "127.0.0.1")
    .config("spark.sql.warehouse.dir", warehouse)
    .config("spark.hadoop.hive.metastore.uris", f"thrift://127.0.0.1:{port}")
    .config("spark.hadoop.hive.exec.dynamic.partition.mode", "nonstrict")
    .config("spark.sql.shuffle.partitions", "2")
    .config("spark.sql.session.timeZone", "UTC")
    .config("spark.driver.extraJavaOptions", "-Duser.timezone=UTC")
    .enableHiveSupport()
    .getOrCreate()
)
spark.sparkContext.setLogLevel("OFF")
print(json.dumps("ready"), flush=True)
for line in sys.stdin:
    try:
        rows = []
        for statement in json.loads(line).split(";;"):
            rows = [[str(cell) for cell in row] for row in spark.sql(statement).collect()]
        print(json.dumps(rows), flush=True)
    except Exception as problem:
        print(json.dumps({"error": str(problem)[:1000]}), flush=True)
spark.stop()
