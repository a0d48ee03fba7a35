"""The metastore's door while things go wrong: its store restarts, its disk is full, two servers race, clients are hostile."""

import contextlib
import os
import shutil
import socket
import sqlite3
import struct
import subprocess
import tempfile
import threading
import time
import unittest

import postgresql
from server import Server, free_port
from thrift_client import Declared, Fault, I16, ThriftClient, database, message, partition, table

NEEDS_POSTGRESQL = unittest.skipUnless(postgresql.programs(), "PostgreSQL is not installed")
ALREADY_EXISTS, META = 1, 3  # numbers of create_table's exceptions

# Rows that belong to nothing: a half of a table or partition that was left behind.
ORPHANS = {
    "SDS": 'SELECT count(*) FROM "SDS" WHERE "SD_ID" NOT IN (SELECT "SD_ID" FROM "TBLS") AND "SD_ID" NOT IN '
           '(SELECT "SD_ID" FROM "PARTITIONS")',
    "SERDES": 'SELECT count(*) FROM "SERDES" WHERE "SERDE_ID" NOT IN (SELECT "SERDE_ID" FROM "SDS")',
    "CDS": 'SELECT count(*) FROM "CDS" WHERE "CD_ID" NOT IN (SELECT "CD_ID" FROM "SDS")',
    "partitions without values": 'SELECT count(*) FROM "PARTITIONS" WHERE "PART_ID" NOT IN '
                                 '(SELECT "PART_ID" FROM "PARTITION_KEY_VALS")',
}


class MetastoreCase(unittest.TestCase):
    def setUp(self):
        self.place = tempfile.mkdtemp(prefix="skep-faults-")
        self.addCleanup(shutil.rmtree, self.place, ignore_errors=True)

    def serve(self, name="skep", *settings, warehouse=None):
        port = free_port()
        arguments = ["--metastore-port", str(port), *settings]
        server = Server(warehouse=warehouse or f"{self.place}/{name}", arguments=arguments)
        server.start()
        self.addCleanup(server.close)
        return server, port

    def client(self, port, timeout=120):
        client = ThriftClient(port, timeout)
        self.addCleanup(client.close)
        return client

    def make_database(self, client, name="lab"):
        client.call("create_database", database(name, f"file:{self.place}/{name}.db"))

    def draft(self, name, keys=()):
        return table("lab", name, f"file:{self.place}/lab.db/{name}", keys)


class Races(MetastoreCase):
    def race(self, ports, rounds=20):
        """Two clients of two servers create the same tables at once: one wins, the other hears that it is there."""
        clients = [self.client(port) for port in ports]
        self.make_database(clients[0])
        outcomes = []

        def create(client, name, barrier):
            barrier.wait()
            try:
                client.call("create_table", self.draft(name))
                outcomes.append("made")
            except Declared as problem:
                outcomes.append(problem.number)

        for number in range(rounds):
            barrier = threading.Barrier(2)
            racers = [threading.Thread(target=create, args=(client, f"t{number}", barrier)) for client in clients]
            for racer in racers:
                racer.start()
            for racer in racers:
                racer.join()
        self.assertEqual(sorted(map(str, outcomes)), [str(ALREADY_EXISTS)] * rounds + ["made"] * rounds)
        for client in clients:
            self.assertEqual(len(client.call("get_all_tables", "lab")), rounds)

    def test_two_servers_race_to_create_a_table_on_sqlite(self):
        folder = f"{self.place}/shared"
        self.race([self.serve(warehouse=folder)[1], self.serve(warehouse=folder)[1]])

    @NEEDS_POSTGRESQL
    def test_two_servers_race_to_create_a_table_on_postgresql(self):
        with postgresql.Postgresql() as store:
            url = store.create_database("race")
            ports = [self.serve(name, "--conf", f"javax.jdo.option.ConnectionURL={url}")[1] for name in ("one", "two")]
            self.race(ports)
            for what, query in ORPHANS.items():
                self.assertEqual(store.query("race", query), [["0"]], what)


@NEEDS_POSTGRESQL
class RestartingStore(MetastoreCase):
    def test_a_store_that_restarts_during_calls_leaves_whole_tables_and_clear_errors(self):
        with postgresql.Postgresql() as store:
            url = store.create_database("restarts")
            server, port = self.serve("skep", "--conf", f"javax.jdo.option.ConnectionURL={url}")
            self.make_database(self.client(port))
            made, failed, wrong = set(), {}, []
            stopping = threading.Event()

            def create(prefix):
                client = ThriftClient(port)
                number = 0
                while not stopping.is_set():
                    number += 1
                    name = f"{prefix}{number}"
                    try:
                        client.call("create_table", self.draft(name, (("dt", "string"),)))
                        client.call("add_partition", partition("lab", name, ["a"], f"file:{self.place}/lab.db/{name}/dt=a"))
                        made.add(name)
                    except Declared as problem:
                        failed[name] = str(problem)
                        time.sleep(0.02)
                    except Exception as problem:
                        wrong.append(repr(problem))
                        return
                client.close()

            makers = [threading.Thread(target=create, args=(prefix,)) for prefix in "abcd"]
            for maker in makers:
                maker.start()
            for mode in ("immediate", "fast", "immediate"):
                time.sleep(1.5)
                store.stop(mode)
                time.sleep(0.5)
                store.start()
            time.sleep(1.5)
            stopping.set()
            for maker in makers:
                maker.join()

            self.assertEqual(wrong, [])
            self.assertGreater(len(made), 20)
            for text in failed.values():
                self.assertRegex(text, "store")
            client = self.client(port)
            there = set(client.call("get_all_tables", "lab"))
            self.assertLessEqual(made, there, "a table that was made is gone")
            for name in there:
                self.assertEqual(client.call("get_table", "lab", name)[7][1][0][1], "c0")
            for name in made:
                self.assertEqual(client.call("get_partition_names", "lab", name, I16(-1)), ["dt=a"])
            for what, query in ORPHANS.items():
                self.assertEqual(store.query("restarts", query), [["0"]], what)
            self.assertTrue(server.alive())

    def test_a_store_that_is_away_is_one_clear_error_and_then_works_again(self):
        with postgresql.Postgresql() as store:
            server, port = self.serve("skep", "--conf", f"javax.jdo.option.ConnectionURL={store.create_database('away')}")
            client = self.client(port)
            self.make_database(client)
            store.stop("immediate")

            with self.assertRaisesRegex((Declared, Fault), "store does not answer"):
                client.call("get_table", "lab", "t")
            store.start()
            client.call("create_table", self.draft("t"))
            self.assertEqual(client.call("get_all_tables", "lab"), ["t"])

    def test_a_commit_whose_answer_is_lost_is_looked_up(self):
        with postgresql.Postgresql() as store, Cutter(store.port) as cutter:
            url = store.create_database("lost").replace(f":{store.port}/", f":{cutter.port}/")
            server, port = self.serve("skep", "--conf", f"javax.jdo.option.ConnectionURL={url}")
            client = self.client(port)
            self.make_database(client)
            for number in range(5):
                cutter.cut_next_commit()
                client.call("create_table", self.draft(f"t{number}"))
                self.assertTrue(cutter.has_cut())
            self.assertEqual(client.call("get_all_tables", "lab"), [f"t{number}" for number in range(5)])


class Cutter:
    """Stands between the server and PostgreSQL, and cuts the connection on which a COMMIT was sent before its answer."""

    def __init__(self, port):
        self.target, self.armed, self.cut = port, threading.Event(), threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def __enter__(self):
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.listener.close()

    def cut_next_commit(self):
        self.cut.clear()
        self.armed.set()

    def has_cut(self):
        return self.cut.is_set()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            store = socket.create_connection(("127.0.0.1", self.target))
            state = {"committing": False}
            threading.Thread(target=self.pump, args=(client, store, state, True), daemon=True).start()
            threading.Thread(target=self.pump, args=(store, client, state, False), daemon=True).start()

    def pump(self, source, sink, state, to_store):
        while True:
            try:
                data = source.recv(1 << 16)
                if to_store and b"COMMIT" in data and self.armed.is_set():
                    state["committing"] = True
                    self.armed.clear()
                if not to_store and state["committing"] and data:
                    self.cut.set()
                    data = b""  # the store has committed, and nobody hears of it
                if not data:
                    break
                sink.sendall(data)
            except OSError:
                break
        for each in (source, sink):
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


class FullDisk(MetastoreCase):
    def test_a_full_disk_is_a_clear_error_and_nothing_is_half_written(self):
        folder = f"{self.place}/small"
        os.mkdir(folder)
        mounted = os.geteuid() == 0 and subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", folder], capture_output=True).returncode == 0
        if not mounted:
            self.skipTest("needs the right to mount a small file system")
        self.addCleanup(subprocess.run, ["umount", "-l", folder], check=False)
        server, port = self.serve(warehouse=folder)
        client = self.client(port)
        self.make_database(client)
        client.call("create_table", self.draft("t", (("dt", "string"),)))
        added = 0
        with self.assertRaises((Declared, Fault)) as caught:
            for number in range(1000):
                client.call("add_partitions", [partition("lab", "t", [f"{number}-{each}"], f"file:{self.place}/{'x' * 200}/{'x' * 200}")
                                               for each in range(100)])
                added += 100
        self.assertRegex(str(caught.exception).lower(), "full|space|disk")

        self.assertGreater(added, 0)
        self.assertEqual(len(client.call("get_partition_names", "lab", "t", I16(-1))), added)
        # To drop is to write, too: it needs room for its log. Without it the table stays as it is.
        with contextlib.suppress(Declared):
            client.call("drop_table", "lab", "t", False)
        for name in client.call("get_all_tables", "lab"):
            self.assertEqual(len(client.call("get_partition_names", "lab", name, I16(-1))), added)
        with contextlib.closing(sqlite3.connect(f"{folder}/metastore.db", timeout=30)) as store:
            self.assertEqual(store.execute("PRAGMA integrity_check").fetchall(), [("ok",)])
            for what, query in ORPHANS.items():
                self.assertEqual(store.execute(query).fetchall(), [(0,)], what)

        subprocess.run(["mount", "-o", "remount,size=64m", folder], check=True)
        client.call("create_table", self.draft("later"))
        for name in client.call("get_all_tables", "lab"):
            client.call("drop_table", "lab", name, False)
        self.assertEqual(client.call("get_all_tables", "lab"), [])
        self.assertTrue(server.alive())


class HostileClients(MetastoreCase):
    def setUp(self):
        super().setUp()
        self.server, self.port = self.serve()
        self.client_there = self.client(self.port)

    def still_serves(self, growth_mb=50):
        self.assertEqual(self.client_there.call("get_all_databases"), ["default"])
        self.assertLess(self.server.memory_mb() - self.before, growth_mb, "memory grew")

    def say(self, data, timeout=10):
        """Sends bytes and reads until the server says something or closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout) as raw:
            raw.sendall(data)
            try:
                return raw.recv(4096)
            except ConnectionResetError:
                return b""

    def test_messages_that_lie_about_their_size_cost_nothing(self):
        self.client_there.call("get_all_databases")
        self.before = self.server.memory_mb()
        head = message("get_table", ())[:-1]
        for size in (0x7FFFFFFF, -1, -0x80000000, 1 << 30):
            bodies = {
                "text": struct.pack("!bhi", 11, 1, size),
                "list": struct.pack("!bhbi", 15, 1, 11, size),
                "map": struct.pack("!bhbbi", 13, 1, 11, 11, size),
                "set of structs": struct.pack("!bhbi", 14, 1, 12, size),
            }
            for what, body in bodies.items():
                answer = self.say(head + body + b"x" * 100)
                self.assertIn(b"get_table", answer, f"{what} of {size}: {answer!r}")
        self.say(struct.pack("!i", 0x7FFFFFFF) + b"x" * 1000)  # a frame of 2 GB
        self.say(struct.pack("!Ii", 0x80010001, 0x7FFFFFFF) + b"x" * 1000)  # a name of 2 GB
        self.still_serves()

    def test_two_gigabytes_are_not_taken(self):
        self.client_there.call("get_all_databases")
        self.before = self.server.memory_mb()
        sent = 0
        with socket.create_connection(("127.0.0.1", self.port), 30) as raw:
            raw.sendall(message("get_table", ())[:-1] + struct.pack("!bhbi", 15, 1, 11, 2_000_000))
            piece = (struct.pack("!i", 1000) + b"x" * 1000) * 1000
            try:
                while sent < 2 << 30:
                    raw.sendall(piece)
                    sent += len(piece)
            except (ConnectionError, TimeoutError):
                pass
        self.assertLess(sent, 300 << 20, "the server took it all")
        deadline = time.monotonic() + 10
        while self.server.memory_mb() - self.before > 50 and time.monotonic() < deadline:
            time.sleep(0.1)
        self.still_serves()

    def test_many_large_messages_at_once_are_held_to_one_limit(self):
        self.client_there.call("get_all_databases")
        self.before = self.server.memory_mb()
        head = message("get_table", ())[:-1] + struct.pack("!bhbi", 15, 1, 11, 2_000_000)
        piece = (struct.pack("!i", 1000) + b"x" * 1000) * 1000
        halves, refused = [], 0
        for _ in range(10):
            raw = socket.create_connection(("127.0.0.1", self.port), 30)
            self.addCleanup(raw.close)
            halves.append(raw)
            with contextlib.suppress(ConnectionError):
                raw.sendall(head + piece * 60)
        self.assertLess(self.server.memory_mb() - self.before, 400)
        self.assertEqual(self.client_there.call("get_all_databases"), ["default"])
        for raw in halves:
            raw.settimeout(0.2)
            with contextlib.suppress(TimeoutError, ConnectionError):
                refused += b"too many large messages" in raw.recv(4096)
            raw.close()
        self.assertGreaterEqual(refused, 5)
        time.sleep(0.5)
        self.still_serves()

    def test_wrong_types_and_deep_nesting_are_refused(self):
        self.before = self.server.memory_mb()
        nested = message("get_table", ())[:-1] + struct.pack("!bh", 12, 1) * 100_000
        self.assertIn(b"get_table", self.say(nested))
        lists = message("get_table", ())[:-1] + struct.pack("!bh", 15, 1) + struct.pack("!bi", 15, 1) * 100_000
        self.assertIn(b"get_table", self.say(lists))
        # A number where a text should be is skipped, as Thrift's readers do: the name is missing then.
        with self.assertRaises((Declared, Fault)):
            self.client_there.call("get_table", 5, ["x"])
        with self.assertRaises((Declared, Fault)):
            self.client_there.call("create_table", {1: 5, 2: "default", 7: "no storage"})
        for kind in (1, 5, 7, 9, 16, 100, 255):
            answer = self.say(message("get_table", ())[:-1] + struct.pack("!Bh", kind, 1) + b"\0" * 50)
            self.assertIn(b"get_table", answer, kind)
        with self.assertRaisesRegex(Fault, "^Invalid method name: 'no_such_call'$"):
            self.client_there.call("no_such_call", "x")
        self.still_serves()

    def test_half_written_messages_hold_nothing_up(self):
        self.client_there.call("get_all_databases")
        self.before = self.server.memory_mb()
        whole = message("get_table", ("default", "t" * 100))
        halves = []
        for number in range(500):
            raw = socket.create_connection(("127.0.0.1", self.port))
            raw.sendall(whole[: 1 + number % (len(whole) - 1)])
            halves.append(raw)
        self.still_serves()
        for raw in halves[::2]:
            raw.close()
        self.still_serves()
        for number, raw in enumerate(halves):
            if number % 2:
                raw.sendall(whole[1 + number % (len(whole) - 1):])
                self.assertIn(b"get_table", raw.recv(4096))
                raw.close()

    def test_five_thousand_idle_connections_cost_no_threads(self):
        self.client_there.call("get_all_databases")
        self.before = self.server.memory_mb()
        threads = self.threads()
        idle = []
        ask = message("get_all_databases", ())
        for number in range(5000):
            raw = socket.create_connection(("127.0.0.1", self.port))
            self.addCleanup(raw.close)
            idle.append(raw)
            if number % 50 == 0:  # some have made a call before
                raw.sendall(ask)
                self.assertIn(b"default", raw.recv(4096))
        self.still_serves(growth_mb=60)
        self.assertLessEqual(self.threads() - threads, 2)
        idle[-1].sendall(ask)
        self.assertIn(b"default", idle[-1].recv(4096))

    def threads(self):
        return len(os.listdir(f"/proc/{self.server.process.pid}/task"))


if __name__ == "__main__":
    unittest.main()
