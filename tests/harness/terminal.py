"""A program at a terminal, for tests of what people type and see. Python's standard library only.

    with Terminal([binary, "sql"], columns=80) as terminal:
        terminal.wait_for("default> ")
        terminal.type("SELECT 1;\\n")
"""

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time


class Terminal:
    def __init__(self, command, lines=24, columns=80, environment=None):
        self.shown = ""  # everything, without what moves the cursor
        self._mark = 0
        self.pid, self.file = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
            os.execve(command[0], [str(word) for word in command], {**os.environ, "TERM": "xterm", **(environment or {})})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def type(self, text):
        """Types; what is shown from now on is what `wait_for` looks at."""
        self._read(0)
        self._mark = len(self.shown)
        os.write(self.file, text.encode())

    def wait_for(self, pattern, seconds=20):
        """Waits until what was shown since the last `type` matches; gives it up to there."""
        deadline = time.monotonic() + seconds
        while not (found := re.search(pattern, self.shown[self._mark:])):
            if time.monotonic() > deadline or not self._read(0.05):
                raise AssertionError(f"{pattern!r} was not shown, but:\n{self.shown[self._mark:]}")
        return self.shown[self._mark:][: found.end()]

    def wait_for_editor(self, seconds=5):
        """Waits until single keys are read: an editor shows its prompt a moment before."""
        deadline = time.monotonic() + seconds
        while termios.tcgetattr(self.file)[3] & termios.ICANON:
            if time.monotonic() > deadline:
                raise AssertionError("no editor reads the terminal")
            time.sleep(0.002)

    def end(self, seconds=20):
        """Waits until the program ends; gives its exit code."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self._read(0.05)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.pid = None
                return os.waitstatus_to_exitcode(status)
        raise AssertionError(f"the program did not end; it showed:\n{self.shown}")

    def close(self):
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.pid = None
        with contextlib.suppress(OSError):
            os.close(self.file)

    def _read(self, seconds):
        """False when the program has gone."""
        while select.select([self.file], [], [], seconds)[0]:
            try:
                data = os.read(self.file, 65536)
            except OSError:
                return False
            text = data.decode(errors="replace")
            self.shown += re.sub(r"\r?\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]", "", text).replace("\r\n", "\n")
            seconds = 0
        return True
