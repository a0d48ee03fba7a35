"""Real pyiceberg on a Hive catalog: `iceberg.py PORT FOLDER`. Ends with 0 when it found what it wrote."""

import sys
import threading

import pyarrow as pa
from pyiceberg.catalog import load_catalog

port, folder = sys.argv[1:]


def catalog():
    return load_catalog("skep", type="hive", uri=f"thrift://127.0.0.1:{port}", warehouse=f"file://{folder}")


first = catalog()
first.create_namespace("ice", {"location": f"file://{folder}/ice.db", "team": "x"})
assert ("ice",) in first.list_namespaces()
assert first.load_namespace_properties("ice")["team"] == "x"
table = first.create_table("ice.t", schema=pa.schema([("id", pa.int64()), ("v", pa.string())]))
table.append(pa.table({"id": [1], "v": ["a"]}))
failures = []


def commit(number):
    try:
        catalog().load_table("ice.t").append(pa.table({"id": [number], "v": ["b"]}))
    except Exception as failure:
        failures.append(repr(failure))


writers = [threading.Thread(target=commit, args=(number,)) for number in (2, 3)]
for writer in writers:
    writer.start()
for writer in writers:
    writer.join()
assert not failures, failures
assert sorted(catalog().load_table("ice.t").scan().to_arrow()["id"].to_pylist()) == [1, 2, 3]
first.rename_table("ice.t", "ice.renamed")
assert first.list_tables("ice") == [("ice", "renamed")]
first.update_namespace_properties("ice", updates={"team": "y"})
assert first.load_namespace_properties("ice")["team"] == "y"
first.drop_table("ice.renamed")
first.drop_namespace("ice")
assert ("ice",) not in first.list_namespaces()
