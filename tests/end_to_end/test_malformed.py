"""Messages that are no good: none of them is answered with a fault of ours, ends the server or keeps it waiting."""

import concurrent.futures
import socket

import malformed
from case import ServerCase


class Malformed(ServerCase):
    # Whoever sends half a message and waits is told so; not in a test's time.
    arguments = ["--conf", "skep.http.header.timeout=1", "--conf", "skep.http.writer.timeout=1"]

    def answers(self, message):
        """What comes back until the server closes: it is told that no more will be sent."""
        with socket.create_connection(("127.0.0.1", self.skep.port), 20) as sock:
            try:
                sock.sendall(message)
                sock.shutdown(socket.SHUT_WR)
                answer = b""
                while piece := sock.recv(1 << 16):
                    answer += piece
                return answer
            except (ConnectionResetError, BrokenPipeError):
                return b""  # it has seen enough before all was sent

    def waited_for(self, message):
        """The same from a client that goes on waiting."""
        with socket.create_connection(("127.0.0.1", self.skep.port), 20) as sock:
            try:
                sock.sendall(message)
                return sock.recv(1 << 16)
            except (ConnectionResetError, BrokenPipeError):
                return b""

    def fault_with(self, named):
        name, message = named
        for answer in (self.answers(message), self.waited_for(message)):
            if answer and not answer.startswith((b"HTTP/1.1 2", b"HTTP/1.1 3", b"HTTP/1.1 4")):
                return f"{name}: {answer[:300]!r}"

    def test_more_than_300_messages_never_meet_a_fault(self):
        messages = list(malformed.messages())
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            faults = [fault for fault in pool.map(self.fault_with, messages) if fault]

        self.assertEqual(faults, [])
        self.assertGreater(len(messages), 300)
        self.assertEqual(self.skep.rows("SELECT 1 AS a"), [[1]])

    def test_what_could_be_read_in_two_ways_is_refused_and_ends_the_connection(self):
        refused = {
            "both lengths": b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
            "two lengths": b"Content-Length: 5\r\nContent-Length: 6\r\n",
            "a folded line": b"a: b\r\n c\r\n",
            "a blank before the colon": b"Transfer-Encoding : chunked\r\n",
        }
        for name, headers in refused.items():
            message = malformed.get(headers=headers) + b"0\r\n\r\n" + malformed.get()
            answer = self.answers(message)
            self.assertTrue(answer.startswith(b"HTTP/1.1 400 "), (name, answer[:100]))
            self.assertEqual(answer.count(b"HTTP/1.1 "), 1, f"{name}: the second request was read")
