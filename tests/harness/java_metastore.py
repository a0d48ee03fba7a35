"""Hive's own metastore 2.3.10 on a PostgreSQL database, for comparison. Needs Java 17 and Maven.

    with HiveMetastore("postgresql://...", "file:/warehouse") as hive:
        hive.port, hive.pid
"""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import urlparse

from server import PROJECT, free_port

HERE = PROJECT / "tests/real/metastore"
JAVA = os.environ.get("SKEP_JAVA", "/usr/lib/jvm/java-17-openjdk-amd64/bin/java")
OPENED = ("lang", "lang.reflect", "util", "util.concurrent", "util.concurrent.atomic", "net", "nio", "io", "text", "time",
          "util.regex", "security")


def available():
    return shutil.which("mvn") and Path(JAVA).exists() and shutil.which("cc")


def class_path():
    """Maven resolves it once, into build/hive-metastore."""
    place = PROJECT / "build/hive-metastore"
    place.mkdir(parents=True, exist_ok=True)
    found = place / "class_path"
    if not found.exists() or found.stat().st_mtime < (HERE / "pom.xml").stat().st_mtime:
        subprocess.run(["mvn", "-q", "-B", "-f", HERE / "pom.xml", "dependency:build-classpath",
                        f"-Dmdep.outputFile={found}"], check=True, stdin=subprocess.DEVNULL)
    shim = place / "loopback.so"
    if not shim.exists():
        subprocess.run(["cc", "-O1", "-shared", "-fPIC", "-o", shim, HERE / "loopback.c", "-ldl"], check=True)
    return found.read_text(), shim


class HiveMetastore:
    def __init__(self, url, warehouse):
        self.url, self.warehouse = url, warehouse

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="skep-hive-")
        self.port = free_port()
        store = urlparse(self.url)
        settings = {
            "hive.metastore.warehouse.dir": self.warehouse,
            "javax.jdo.option.ConnectionURL": f"jdbc:postgresql://{store.hostname}:{store.port}{store.path}",
            "javax.jdo.option.ConnectionDriverName": "org.postgresql.Driver",
            "javax.jdo.option.ConnectionUserName": store.username,
            "javax.jdo.option.ConnectionPassword": "none",
            "hive.metastore.schema.verification": "true",
            "datanucleus.schema.autoCreateAll": "false",
            "datanucleus.connectionPoolingType": "HikariCP",
            "hive.stats.autogather": "false",
            "fs.defaultFS": "file:///",
        }
        lines = [f"<property><name>{name}</name><value>{value}</value></property>" for name, value in settings.items()]
        Path(self.folder, "hive-site.xml").write_text("<configuration>" + "".join(lines) + "</configuration>")
        # Its own default wants a library that it does not bring.
        Path(self.folder, "hive-log4j2.properties").write_text(
            "status = WARN\nappender.c.type = Console\nappender.c.name = c\nappender.c.layout.type = PatternLayout\n"
            "appender.c.layout.pattern = %d %p %c{1}: %m%n\nrootLogger.level = WARN\nrootLogger.appenderRef.c.ref = c\n")
        classes, shim = class_path()
        opened = [f"--add-opens=java.base/java.{name}=ALL-UNNAMED" for name in OPENED]
        self._log = open(f"{self.folder}/log", "w+")
        self.process = subprocess.Popen(
            [JAVA, "-Xmx512m", f"-Dlog4j.configurationFile={self.folder}/hive-log4j2.properties", "-Djava.net.preferIPv4Stack=true", *opened, "--add-opens=java.sql/java.sql=ALL-UNNAMED",
             "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED", "-cp", f"{self.folder}:{classes}",
             "org.apache.hadoop.hive.metastore.HiveMetaStore", "-p", str(self.port)],
            cwd=self.folder, env={**os.environ, "LD_PRELOAD": str(shim)},
            stdin=subprocess.DEVNULL, stdout=self._log, stderr=subprocess.STDOUT,
        )
        deadline = time.monotonic() + 90
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return self
            except OSError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    self._log.seek(0)
                    raise RuntimeError(f"Hive's metastore did not start:\n{self._log.read()[-3000:]}")
                time.sleep(0.1)

    @property
    def pid(self):
        return self.process.pid

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._log.close()
        shutil.rmtree(self.folder, ignore_errors=True)
