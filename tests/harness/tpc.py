"""The texts of TPC-H's and TPC-DS's queries, and TPC-DS's tables, read from DuckDB's source archive that the build has."""

import re
import tarfile

from server import PROJECT

ARCHIVE = PROJECT / "build/deps/archives/duckdb-1.5.6.tar.gz"
H_QUERIES = "extension/tpch/dbgen/queries/"
DS_QUERIES = "extension/tpcds/dsdgen/queries/"
DS_SCHEMA = "extension/tpcds/dsdgen/schema/"

H_TABLES = {
    "region": "r_regionkey INT, r_name STRING, r_comment STRING",
    "nation": "n_nationkey INT, n_name STRING, n_regionkey INT, n_comment STRING",
    "supplier": "s_suppkey BIGINT, s_name STRING, s_address STRING, s_nationkey INT, s_phone STRING,"
    " s_acctbal DECIMAL(15,2), s_comment STRING",
    "customer": "c_custkey BIGINT, c_name STRING, c_address STRING, c_nationkey INT, c_phone STRING,"
    " c_acctbal DECIMAL(15,2), c_mktsegment STRING, c_comment STRING",
    "part": "p_partkey BIGINT, p_name STRING, p_mfgr STRING, p_brand STRING, p_type STRING, p_size INT,"
    " p_container STRING, p_retailprice DECIMAL(15,2), p_comment STRING",
    "partsupp": "ps_partkey BIGINT, ps_suppkey BIGINT, ps_availqty INT, ps_supplycost DECIMAL(15,2), ps_comment STRING",
    "orders": "o_orderkey BIGINT, o_custkey BIGINT, o_orderstatus STRING, o_totalprice DECIMAL(15,2), o_orderdate DATE,"
    " o_orderpriority STRING, o_clerk STRING, o_shippriority INT, o_comment STRING",
    "lineitem": "l_orderkey BIGINT, l_partkey BIGINT, l_suppkey BIGINT, l_linenumber INT, l_quantity DECIMAL(15,2),"
    " l_extendedprice DECIMAL(15,2), l_discount DECIMAL(15,2), l_tax DECIMAL(15,2), l_returnflag STRING,"
    " l_linestatus STRING, l_shipdate DATE, l_commitdate DATE, l_receiptdate DATE, l_shipinstruct STRING,"
    " l_shipmode STRING, l_comment STRING",
}


def texts():
    """{"h01": text, ..., "ds99": text} and {table: columns} of TPC-DS, in Spark's types."""
    queries, tables = {}, {}
    with tarfile.open(ARCHIVE) as archive:
        for member in archive:
            if not member.name.endswith(".sql"):
                continue
            folder, _, name = member.name.rpartition("/")
            if folder.endswith(H_QUERIES[:-1]):
                queries["h" + name[1:3]] = _text(archive, member)
            elif folder.endswith(DS_QUERIES[:-1]):
                queries["ds" + name[:2]] = _text(archive, member)
            elif folder.endswith(DS_SCHEMA[:-1]):
                tables[name[:-4]] = _columns(_text(archive, member))
    return dict(sorted(queries.items())), tables


def _text(archive, member):
    """The text with names quoted as Spark quotes them: to it, "a name" is a string."""
    text = archive.extractfile(member).read().decode().strip().rstrip(";")
    return re.sub(r'"([^"\n]+)"', r"`\1`", text)


def _columns(create):
    """What stands in CREATE TABLE's parentheses, with Spark's names of the types and without constraints."""
    body = create[create.index("(") + 1 : create.rindex(")")]
    columns = []
    for line in re.split(r",(?![^(]*\))", body):
        words = line.split()
        if not words or words[0].lower() in ("primary", "foreign"):
            continue
        kind = re.sub(r"(?i)^(var)?char.*|^text.*", "STRING", re.sub(r"(?i)\s*not\s+null|\s*primary\s+key", "", " ".join(words[1:])))
        columns.append(f"{words[0]} {re.sub('(?i)^integer', 'INT', kind)}")
    return ", ".join(columns)
