"""Starts the real binary for tests and talks to it. Python's standard library only.

    with Server() as skep:                      # a temporary warehouse, a free port
        page = skep.ask("SELECT 1 AS x")        # Page(columns, rows, ...) or raises Problem
"""

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent


def binary():
    """The program under test: SKEP_BIN, else the release build."""
    path = Path(os.environ.get("SKEP_BIN", PROJECT / "build/release/bin/skep"))
    if not path.exists():
        raise SystemExit(f"{path} is missing: run `make build`, or name a binary with SKEP_BIN")
    return path


class Problem(Exception):
    """A problem document (RFC 9457) that the server answered with."""

    def __init__(self, status, document):
        super().__init__(f"{status}: {document}")
        self.status = status
        self.document = document
        self.error_class = document.get("errorClass", "")
        self.sql_state = document.get("sqlState", "")


@dataclass
class Page:
    columns: list  # [(name, type)]
    rows: list
    truncated: bool
    headers: dict
    document: object


class Server:
    """One `skep serve` on a free loopback port. Given no warehouse it makes one and removes it at the end."""

    def __init__(self, warehouse=None, arguments=(), environment=None, ready_seconds=20):
        self._own = warehouse is None
        self.warehouse = str(warehouse or tempfile.mkdtemp(prefix="skep-test-"))
        self.arguments = list(arguments)
        self.environment = {**os.environ, **(environment or {})}
        self.ready_seconds = ready_seconds
        self.process = None
        self.port = None
        self._log = None

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_):
        self.close()

    def start(self, wait=True):
        self.port = free_port()
        self._log = tempfile.TemporaryFile(mode="w+b")
        command = [str(binary()), "serve", "--listen", f"127.0.0.1:{self.port}", "--warehouse", self.warehouse]
        self.process = subprocess.Popen(
            command + self.arguments,
            stdin=subprocess.DEVNULL, stdout=self._log, stderr=subprocess.STDOUT, env=self.environment,
        )
        if wait:
            self.wait_ready()

    def wait_ready(self):
        deadline = time.monotonic() + self.ready_seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended with {self.process.returncode}:\n{self.log()}")
            with contextlib.suppress(OSError):
                if self.request("GET", "/readyz", timeout=2)[0] == 200:
                    return
            time.sleep(0.01)
        raise RuntimeError(f"the server was not ready after {self.ready_seconds} s:\n{self.log()}")

    def log(self):
        """What the server has written so far."""
        # The server shares the file's position: reading must not move it.
        size = os.fstat(self._log.fileno()).st_size
        return os.pread(self._log.fileno(), size, 0).decode(errors="replace")

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def kill(self):
        """SIGKILL, as a power cut would."""
        self.process.kill()
        self.process.wait()

    def stop(self, seconds=15):
        """SIGTERM; gives the exit code."""
        if self.alive():
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise RuntimeError(f"the server did not end within {seconds} s of SIGTERM:\n{self.log()}")

    def close(self):
        with contextlib.suppress(Exception):
            if self.alive():
                self.stop(5)
        if self._log:
            self._log.close()
        if self._own:
            shutil.rmtree(self.warehouse, ignore_errors=True)

    # ---- talking

    def connect(self, timeout=120):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def request(self, method, path, body=None, headers=None, timeout=120):
        """One request on a connection of its own: (status, headers in lower case, bytes)."""
        connection = self.connect(timeout)
        try:
            if isinstance(body, (dict, list)):
                body = json.dumps(body)
                headers = {"Content-Type": "application/json", **(headers or {})}
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return response.status, {k.lower(): v for k, v in response.getheaders()}, response.read()
        finally:
            connection.close()

    def get(self, path):
        """A JSON document, or raises Problem."""
        return self._document(*self.request("GET", path))[0]

    def open_session(self, **settings):
        """Gives the id of a new session, for `ask`: in it USE and SET last."""
        return self._document(*self.request("POST", "/api/v1/sessions", {"settings": settings}))[0]["id"]

    def ask(self, statement, database=None, query="", pairs=None, timeout=120, session=None, headers=None, **more):
        """Runs a statement and gives its first page. `pairs` builds JSON objects, as json.loads' object_pairs_hook."""
        body = {"statement": statement, **more}
        if database:
            body["database"] = database
        sent = {"Accept": "application/json", **({"Skep-Session": session} if session else {}), **(headers or {})}
        answer = self.request("POST", "/api/v1/statements" + query, body, sent, timeout)
        document, received = self._document(*answer, pairs=pairs)
        fields = dict(document)
        columns = [(dict(c)["name"], dict(c)["type"]) for c in fields["columns"]]
        return Page(columns, fields["rows"], bool(fields.get("truncated")), received, document)

    def rows(self, statement, **more):
        """The rows as lists of cells."""
        return self.ask(statement, query="?shape=arrays&limit=10000", **more).rows

    def stream(self, statement, accept="application/x-ndjson", query="", timeout=120, **more):
        """The raw body of a streamed answer, or raises Problem."""
        body = {"statement": statement, **more}
        status, headers, data = self.request("POST", "/api/v1/statements" + query, body, {"Accept": accept}, timeout)
        if status != 200:
            self._document(status, headers, data)
        return data

    def _document(self, status, headers, data, pairs=None):
        if status >= 400:
            try:
                problem = json.loads(data)
            except ValueError:
                problem = {"detail": data.decode(errors="replace")}
            raise Problem(status, problem)
        return json.loads(data, object_pairs_hook=pairs, parse_int=whole_number), headers

    # ---- what the process uses

    def memory_mb(self, field="VmRSS"):
        """Resident memory now (VmRSS) or at its highest (VmHWM), in MB."""
        with open(f"/proc/{self.process.pid}/status") as status:
            line = next(line for line in status if line.startswith(field + ":"))
        return int(line.split()[1]) / 1024

    def cpu_seconds(self):
        """User and system time of the process so far."""
        with open(f"/proc/{self.process.pid}/stat") as stat:
            fields = stat.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def whole_number(text):
    """JSON's -0 is the negative zero of a double."""
    return -0.0 if text == "-0" else int(text)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def skep(*arguments, cwd=None, timeout=120, environment=None, text_input=None):
    """Runs the command line to its end: CompletedProcess with text output."""
    return subprocess.run(
        [str(binary()), *map(str, arguments)],
        cwd=cwd, timeout=timeout, env={**os.environ, **(environment or {})},
        input=text_input, stdin=None if text_input is not None else subprocess.DEVNULL, capture_output=True, text=True,
    )
