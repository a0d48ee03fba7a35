"""A real PostgreSQL on a loopback port, in a temporary folder. Python's standard library only.

    with Postgresql() as store:
        url = store.create_database("shop")     # postgresql://postgres@127.0.0.1:PORT/shop
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from server import free_port


def programs():
    """The folder of the newest PostgreSQL's programs, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


class Postgresql:
    def __init__(self, fsync="off"):
        self.fsync = fsync

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="skep-postgresql-")
        self.port = free_port()
        # The server refuses to run as root.
        self._as = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        if self._as:
            shutil.chown(self.folder, "postgres")
        self._run("initdb", "-D", f"{self.folder}/data", "-U", "postgres", "-A", "trust", "-E", "UTF8",
                  "--locale=C.UTF-8", "--no-sync")
        self.start()
        return self

    def __exit__(self, *_):
        if Path(f"{self.folder}/data/postmaster.pid").exists():
            self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self):
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-w", "-l", f"{self.folder}/log", "-o",
                  f"-c listen_addresses=127.0.0.1 -c port={self.port} -c unix_socket_directories= -c fsync={self.fsync}", "start")

    def stop(self, mode="fast"):
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-m", mode, "stop")

    def create_database(self, name):
        self.query("postgres", f"CREATE DATABASE {name}")
        return self.url(name)

    def url(self, database):
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def query(self, database, statement):
        """The rows as lists of texts."""
        out = self._run("psql", "-AtqX", "-v", "ON_ERROR_STOP=1", "-F", "\t", "-d", self.url(database), "-c", statement)
        return [line.split("\t") for line in out.splitlines()]

    def pid(self):
        """The postmaster's; its children serve a connection each."""
        return int(Path(f"{self.folder}/data/postmaster.pid").read_text().split()[0])

    def _run(self, program, *arguments):
        done = subprocess.run([*self._as, programs() / program, *arguments], cwd=self.folder, text=True,
                              stdin=subprocess.DEVNULL, capture_output=program == "psql",
                              stdout=None if program == "psql" else subprocess.DEVNULL,
                              stderr=None if program == "psql" else subprocess.DEVNULL)
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stderr if program == 'psql' else ''}")
        return done.stdout or ""
