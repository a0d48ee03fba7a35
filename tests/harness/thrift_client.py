"""A client of Thrift's strict binary protocol that knows no interface: structs are dictionaries by field number. Python's
standard library only.

    hive = ThriftClient(port)
    hive.call("get_table", "sales", "orders")       # arguments in their order, from 1 on
        -> {1: "orders", 2: "sales", 7: {...}}      # the result, or raises Declared or Fault

Texts are strings, bool is bool, int is i32 (I16 and I64 say otherwise), a list is a list, a dictionary with numbers as keys a
struct, another one a map of texts.
"""

import socket
import struct
import time


class I16(int):
    pass


class I64(int):
    pass


class Fault(Exception):
    """A TApplicationException."""


class Declared(Exception):
    """An exception that the call declares: `number` in its result, and its text."""

    def __init__(self, number, fields):
        super().__init__(fields.get(1, ""))
        self.number = number


BOOL, BYTE, DOUBLE, SHORT, INT, LONG, TEXT, STRUCT, MAP, SET, LIST = 2, 3, 4, 6, 8, 10, 11, 12, 13, 14, 15


def _connected(port, timeout, patience=10):
    """The door may open a moment after the server's other one."""
    deadline = time.monotonic() + patience
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout)
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)


class ThriftClient:
    def __init__(self, port, timeout=120):
        self.socket = _connected(port, timeout)
        self.file = self.socket.makefile("rb")

    def close(self):
        self.file.close()
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def call(self, name, *arguments):
        self.socket.sendall(message(name, arguments))
        return self.answer()

    def answer(self):
        version, length = struct.unpack("!Ii", self._take(8))
        self._take(length + 4)
        fields = self._read(STRUCT)
        if version & 0xFF == 3:
            raise Fault(fields.get(1, ""))
        for number, value in fields.items():
            if number:
                raise Declared(number, value)
        return fields.get(0)

    def _take(self, count):
        data = self.file.read(count)
        if len(data) < count:
            raise ConnectionError("the server closed the connection")
        return data

    def _read(self, kind):
        if kind == STRUCT:
            fields = {}
            while kind_of_field := self._take(1)[0]:
                number = struct.unpack("!h", self._take(2))[0]
                fields[number] = self._read(kind_of_field)
            return fields
        if kind == TEXT:
            return self._take(struct.unpack("!i", self._take(4))[0]).decode(errors="replace")
        if kind in (LIST, SET):
            item, count = struct.unpack("!bi", self._take(5))
            return [self._read(item) for _ in range(count)]
        if kind == MAP:
            key, value, count = struct.unpack("!bbi", self._take(6))
            return {self._read(key): self._read(value) for _ in range(count)}
        form = {BOOL: "?", BYTE: "b", DOUBLE: "d", SHORT: "h", INT: "i", LONG: "q"}[kind]
        return struct.unpack("!" + form, self._take(struct.calcsize(form)))[0]


def message(name, arguments):
    """A whole message: a call with its arguments, numbered from 1. None leaves one out."""
    head = struct.pack("!Ii", 0x80010001, len(name)) + name.encode() + struct.pack("!i", 1)
    return head + encode(dict(enumerate(arguments, 1)), STRUCT)


def kind_of(value):
    for types, kind in ((bool, BOOL), (I16, SHORT), (I64, LONG), (int, INT), (float, DOUBLE), (str, TEXT), (list, LIST)):
        if isinstance(value, types):
            return kind
    return MAP if not value or isinstance(next(iter(value)), str) else STRUCT


def encode(value, kind):
    if kind == STRUCT:
        fields = [(number, field) for number, field in value.items() if field is not None]
        return b"".join(struct.pack("!bh", kind_of(field), number) + encode(field, kind_of(field))
                        for number, field in fields) + b"\0"
    if kind == TEXT:
        data = value.encode()
        return struct.pack("!i", len(data)) + data
    if kind == LIST:
        item = kind_of(value[0]) if value else TEXT
        return struct.pack("!bi", item, len(value)) + b"".join(encode(each, item) for each in value)
    if kind == MAP:
        items = b"".join(encode(key, TEXT) + encode(each, TEXT) for key, each in value.items())
        return struct.pack("!bbi", TEXT, TEXT, len(value)) + items
    return struct.pack("!" + {BOOL: "?", SHORT: "h", INT: "i", LONG: "q", DOUBLE: "d"}[kind], value)


# ---- tables to make with it

TEXT_SERDE = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"


def storage(location, columns=1):
    return {1: [{1: f"c{number}", 2: "bigint"} for number in range(columns)], 2: location,
            3: "org.apache.hadoop.mapred.TextInputFormat", 4: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
            5: False, 6: -1, 7: {2: TEXT_SERDE, 3: {"serialization.format": "1"}}, 8: [], 9: [], 10: {}}


def table(database, name, location, partition_columns=(), columns=1, parameters=None):
    """An external one, so that no server touches its files."""
    return {1: name, 2: database, 3: "root", 4: 0, 5: 0, 6: 0, 7: storage(location, columns),
            8: [{1: column, 2: kind} for column, kind in partition_columns], 9: {"EXTERNAL": "TRUE", **(parameters or {})},
            12: "EXTERNAL_TABLE"}


def partition(database, name, values, location, columns=1):
    return {1: values, 2: database, 3: name, 4: 0, 5: 0, 6: storage(location, columns),
            7: {"numRows": "1", "totalSize": "100"}}


def database(name, location):
    return {1: name, 2: "", 3: location, 4: {}}
