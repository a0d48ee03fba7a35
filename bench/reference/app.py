"""What Skep is compared with: tables served by FastAPI and PySpark, as a careful team would write it.

One Spark session that is warm before the first request; a fair scheduler, since requests run at the same time; results
collected as Arrow, never as Python rows from the JVM; limits on every page; orjson; small tables cached in Spark's memory.

    REFERENCE_TABLES='{"nation": ["/files/nation"]}' uvicorn app:app
"""

import contextlib
import datetime
import decimal
import json
import os

import orjson
from fastapi import FastAPI, HTTPException, Query, Response
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

LINEITEM = ("l_orderkey, l_partkey, l_suppkey, l_linenumber, l_quantity, l_extendedprice, l_discount, l_tax, l_returnflag,"
            " l_linestatus, l_shipdate, l_commitdate, l_receiptdate, l_shipinstruct, l_shipmode, l_comment")
CACHED = ("nation", "region")


def start_spark():
    spark = (
        SparkSession.builder.master(f"local[{os.cpu_count()}]")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.memory", "2g")
        .config("spark.scheduler.mode", "FAIR")
        .config("spark.sql.shuffle.partitions", os.cpu_count())
        .config("spark.sql.execution.arrow.pyspark.enabled", "true")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    for name, (base, *paths) in json.loads(os.environ["REFERENCE_TABLES"]).items():
        spark.read.option("basePath", base).parquet(*(paths or [base])).createOrReplaceTempView(name)
    for name in CACHED:
        spark.catalog.cacheTable(name)
        spark.table(name).count()
    for _ in range(20):  # what is asked for is compiled before anybody waits for it
        page_of(spark, f"SELECT {LINEITEM} FROM lineitem_by_year WHERE shipyear = :year", 100, {"year": 1994})
        page_of(spark, "SELECT n_name FROM nation WHERE n_nationkey = :key", 1, {"key": 7})
    return spark


def plain(value):
    if isinstance(value, (decimal.Decimal, datetime.date)):
        return str(value)
    raise TypeError(type(value).__name__)


def page_of(spark, statement, limit, parameters):
    table = spark.sql(statement, args=parameters).limit(limit).toArrow()
    columns = [{"name": field.name, "type": str(field.type)} for field in table.schema]
    return orjson.dumps({"columns": columns, "rows": table.to_pylist(), "next": None}, default=plain)


@contextlib.asynccontextmanager
async def life(app):
    app.state.spark = start_spark()
    yield
    app.state.spark.stop()


app = FastAPI(lifespan=life)


def answer(statement, limit, parameters):
    try:
        return Response(page_of(app.state.spark, statement, limit, parameters), media_type="application/json")
    except PySparkException as error:
        raise HTTPException(400, str(error)) from error


@app.get("/livez")
async def livez():
    return {}


# Plain functions: FastAPI runs them on its threads, where they may wait for Spark.
@app.get("/lineitem")
def lineitem(year: int, limit: int = Query(100, ge=1, le=10_000)):
    return answer(f"SELECT {LINEITEM} FROM lineitem_by_year WHERE shipyear = :year", limit, {"year": year})


@app.get("/nations/{key}")
def nation(key: int):
    return answer("SELECT n_name FROM nation WHERE n_nationkey = :key", 1, {"key": key})
