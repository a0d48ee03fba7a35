"""Fills in the last column of the *.cases files from a real Spark 4: python3 record_spark.py *.cases

Needs PySpark 4.0. Each line is `Spark's expression | our call | Spark's answer`; the middle is left alone.
A fourth part is our own answer where it differs on purpose, and is left alone too.
"""
import logging
import re
import sys

from pyspark.errors import PySparkException
from pyspark.sql import SparkSession


def answer(spark, expression):
    try:
        row = spark.sql(f"select cast({expression} as string)").collect()[0]
    except PySparkException as failure:
        name = failure.getCondition() or re.search(r"\[([A-Z_.]+)\]", str(failure)).group(1)
        return f"error {name}"
    return "NULL" if row[0] is None else row[0]


def main():
    logging.disable(logging.CRITICAL)
    spark = SparkSession.builder.master("local[1]").config("spark.sql.session.timeZone", "UTC").getOrCreate()
    for path in sys.argv[1:]:
        lines = []
        for line in open(path, encoding="utf-8").read().splitlines():
            if line and not line.startswith("#"):
                expression, call, *rest = line.split(" | ")
                line = " | ".join([expression, call, answer(spark, expression), *rest[1:]])
            lines.append(line)
        open(path, "w", encoding="utf-8").write("\n".join(lines) + "\n")


main()
