"""Many clients at once that behave badly: slow writers, readers that stop, idle connections, cancels at any moment."""

import contextlib
import json
import os
import random
import resource
import socket
import time
from concurrent.futures import ThreadPoolExecutor

from case import ENDLESS_ROWS, ServerCase

SCALE = float(os.environ.get("SKEP_CROWD", "0.2"))  # 1 is what a release is tested with (tests/real)


def many(count):
    return max(10, int(count * SCALE))


def statement_text(statement, **more):
    body = json.dumps({"statement": statement, **more}).encode()
    return (b"POST /api/v1/statements HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            b"Accept: application/x-ndjson\r\nConnection: close\r\nContent-Length: " + str(len(body)).encode() + b"\r\n\r\n" + body)


class Crowds(ServerCase):
    arguments = ["--conf", "skep.http.reader.timeout=2", "--conf", "skep.http.connections.max=20000",
                 "--conf", "skep.log.level=warn"]

    @classmethod
    def setUpClass(cls):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))  # the server inherits it
        super().setUpClass()

    def measures(self):
        text = self.skep.request("GET", "/metrics")[2].decode()
        return {name: float(value) for name, value in
                (line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))}

    def assert_nothing_is_left(self, seconds=20):
        """No statement at work or waiting, and no connection but the one that asks."""
        until = time.monotonic() + seconds
        names = ("skep_statements_running", "skep_statements_queued", "skep_http_connections")
        while True:
            left = {name: self.measures()[name] for name in names}
            if left == dict(zip(names, (0, 0, 1))):
                return
            self.assertLess(time.monotonic(), until, left)
            time.sleep(0.05)

    def connect(self, receive_buffer=None):
        sock = socket.socket()
        if receive_buffer:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        sock.connect(("127.0.0.1", self.skep.port))
        return sock

    def test_slow_writers_keep_nobody_waiting(self):
        """A thousand clients that send a byte of their request now and then."""
        text = statement_text("SELECT 1 AS a")
        with contextlib.ExitStack() as stack:
            clients = [stack.enter_context(contextlib.closing(self.connect())) for _ in range(many(1000))]
            began = time.monotonic()
            slowest = 0
            for at in range(len(text)):
                for client in clients:
                    client.sendall(text[at:at + 1])
                if at % 50 == 0:
                    asked = time.monotonic()
                    self.assertEqual(self.skep.request("GET", "/livez")[0], 200)
                    slowest = max(slowest, time.monotonic() - asked)
                time.sleep(0.02)
                if time.monotonic() - began > 8:
                    for client in clients:  # within the header's deadline
                        client.sendall(text[at + 1:])
                    break
            for client in clients:
                client.settimeout(30)
                self.assertTrue(client.recv(1 << 16).startswith((b"HTTP/1.1 200 ", b"HTTP/1.1 429 ")))
            self.assertLess(slowest, 1)
        self.assert_nothing_is_left()

    def test_readers_that_stop_lose_their_statements(self):
        """200 clients that ask for rows without end and read a little of them."""
        before = self.skep.memory_mb()
        with contextlib.ExitStack() as stack:
            clients = [stack.enter_context(contextlib.closing(self.connect(receive_buffer=4096))) for _ in range(many(200))]
            for client in clients:
                client.sendall(statement_text(ENDLESS_ROWS))
            time.sleep(1)
            self.assertEqual(self.skep.request("GET", "/livez")[0], 200)
            # Eight run at once. Each set loses its places two to four seconds later, and the next one gets them.
            self.assert_nothing_is_left_but(len(clients), seconds=6 * len(clients) / 8 + 20)
        self.assert_nothing_is_left()
        self.assertLess(self.skep.memory_mb() - before, 400)

    def assert_nothing_is_left_but(self, connections, seconds):
        until = time.monotonic() + seconds
        while True:
            measures = self.measures()
            if measures["skep_statements_running"] == measures["skep_statements_queued"] == 0:
                return
            self.assertLess(time.monotonic(), until, (connections, measures["skep_statements_queued"]))
            time.sleep(0.1)

    def test_idle_connections_take_little(self):
        """10,000 clients that have asked once and stay."""
        self.skep.request("GET", "/livez")
        before = self.skep.memory_mb()
        count = many(10000)
        with contextlib.ExitStack() as stack:
            for _ in range(count):
                client = stack.enter_context(contextlib.closing(self.connect()))
                client.sendall(b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n")
                client.recv(4096)
            each_kb = (self.skep.memory_mb() - before) * 1024 / count
            self.assertEqual(self.skep.rows("SELECT 1 AS a"), [[1]])
        print(f"    {count} idle connections: {each_kb:.1f} KB each", flush=True)
        self.assertLess(each_kb, 10)
        self.assert_nothing_is_left()

    def test_cancels_at_random_moments_leave_nothing(self):
        """2,000 statements that are cancelled, by DELETE or by going away, at any moment of their life."""
        seed = random.randrange(1 << 30)
        chance = random.Random(seed)
        statements = (ENDLESS_ROWS, "SELECT count(*) AS n FROM range(3000000) a", "SELECT 1 AS a", "SHOW TABLES",
                      "SELECT a.id FROM range(100000) a ORDER BY a.id DESC")
        plans = [(number, chance.choice(statements), chance.random() ** 2 * 0.3, chance.random() < 0.5)
                 for number in range(many(2000))]

        def one(plan):
            number, statement, pause, by_delete = plan
            with contextlib.closing(self.connect()) as client:
                client.settimeout(60)
                client.sendall(statement_text(statement, id=f"cancel-{number}"))
                time.sleep(pause)
                if not by_delete:
                    return 0
                status = self.skep.request("DELETE", f"/api/v1/statements/cancel-{number}")[0]
                with contextlib.suppress(ConnectionError):
                    while status != 404 and client.recv(1 << 20):  # 404: it was not known yet
                        pass
                return status

        descriptors = self.measures()["process_open_fds"]
        with ThreadPoolExecutor(16) as pool:
            answers = list(pool.map(one, plans))

        self.assertEqual(set(answers) - {0, 202, 204, 404}, set(), f"seed {seed}")
        self.assert_nothing_is_left()
        self.assertLess(self.measures()["process_open_fds"], descriptors + 20)
        self.assertEqual(self.skep.rows("SELECT 1 AS a"), [[1]])
