"""A Hive metastore's client for scripts, from the interface that pyiceberg brings, and tables to make with it."""

from hive_metastore.ThriftHiveMetastore import Client
from hive_metastore.ttypes import FieldSchema, Order, Partition, SerDeInfo, StorageDescriptor, Table
from thrift.protocol import TBinaryProtocol
from thrift.transport import TSocket, TTransport


def connect(port):
    socket = TSocket.TSocket("127.0.0.1", int(port))
    socket.setTimeout(300_000)
    transport = TTransport.TBufferedTransport(socket)
    transport.open()
    return Client(TBinaryProtocol.TBinaryProtocol(transport))


def storage(location):
    return StorageDescriptor(
        cols=[FieldSchema("id", "bigint", "key"), FieldSchema("v", "string", None)], location=location,
        inputFormat="org.apache.hadoop.mapred.TextInputFormat",
        outputFormat="org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat", compressed=False, numBuckets=2,
        serdeInfo=SerDeInfo(None, "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe", {"field.delim": "|"}),
        bucketCols=["id"], sortCols=[Order("id", 1)], parameters={"x": "y"},
    )


def table(folder, database, name, partitioned=False):
    keys = [FieldSchema("dt", "string", None), FieldSchema("h", "int", "hour")] if partitioned else []
    return Table(tableName=name, dbName=database, owner="root", createTime=0, lastAccessTime=0, retention=0,
                 sd=storage(f"{folder}/{database}.db/{name}"), partitionKeys=keys, parameters={"a": "b"},
                 tableType="MANAGED_TABLE")


def partition(folder, database, name, dt, h):
    return Partition(values=[dt, str(h)], dbName=database, tableName=name, parameters={"n": str(h)},
                     sd=storage(f"{folder}/{database}.db/{name}/dt={dt}/h={h}"))
