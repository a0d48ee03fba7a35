"""Hive's own metastore on a PostgreSQL database, for comparison: 2.3.10, 3.1.3 or 4.0.1. Needs Java 17 and Maven.

    create_schema("postgresql://...", "3.1")            # by Hive's own tool; the schema 2.3 is Skep's to make
    with HiveMetastore("postgresql://...", "file:/warehouse", "3.1") as hive:
        hive.port, hive.pid
    run_java("Client.java", "3.1", arguments...)         # a program on the same class path
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


def class_path(version):
    """Maven resolves it once, into build/hive-metastore."""
    place, pom = PROJECT / "build/hive-metastore", HERE / f"pom-{version}.xml"
    place.mkdir(parents=True, exist_ok=True)
    found = place / f"class_path-{version}"
    if not found.exists() or found.stat().st_mtime < pom.stat().st_mtime:
        maven("-f", pom, "dependency:build-classpath", f"-Dmdep.outputFile={found}")
    return found.read_text()


def loopback():
    """What makes a Java server listen on 127.0.0.1 alone."""
    shim = PROJECT / "build/hive-metastore/loopback.so"
    shim.parent.mkdir(parents=True, exist_ok=True)
    if not shim.exists():
        subprocess.run(["cc", "-O1", "-shared", "-fPIC", "-o", shim, HERE / "loopback.c", "-ldl"], check=True)
    return shim


def maven(*arguments):
    subprocess.run(["mvn", "-q", "-B", *map(str, arguments)], check=True, stdin=subprocess.DEVNULL)


def java(folder, version, *arguments):
    """The command of a program with its settings in a folder."""
    opened = [f"--add-opens=java.base/java.{name}=ALL-UNNAMED" for name in OPENED]
    return [JAVA, "-Xmx512m", f"-Dlog4j.configurationFile={folder}/hive-log4j2.properties", "-Djava.net.preferIPv4Stack=true",
            *opened, "--add-opens=java.sql/java.sql=ALL-UNNAMED", "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "-cp", f"{folder}:{class_path(version)}", *map(str, arguments)]


def empty_disk():
    """The folder of a class that keeps a Java server from the disk: every folder is there, and none is made."""
    source, classes = HERE / "EmptyDisk.java", PROJECT / "build/hive-metastore/empty-disk"
    if not (classes / "EmptyDisk.class").exists() or (classes / "EmptyDisk.class").stat().st_mtime < source.stat().st_mtime:
        subprocess.run([Path(JAVA).with_name("javac"), "--release", "8", "-nowarn", "-d", classes, "-cp", class_path("2.3"),
                        source], check=True, stderr=subprocess.DEVNULL)
    return classes


def write_settings(folder, store_url, warehouse, version, more=()):
    store = urlparse(store_url)
    settings = {
        "javax.jdo.option.ConnectionURL": f"jdbc:postgresql://{store.hostname}:{store.port}{store.path}",
        "javax.jdo.option.ConnectionDriverName": "org.postgresql.Driver",
        "javax.jdo.option.ConnectionUserName": store.username,
        "javax.jdo.option.ConnectionPassword": "none",
        "datanucleus.schema.autoCreateAll": "false",
        "fs.defaultFS": "file:///",
    }
    prefix = "hive.metastore" if version == "2.3" else "metastore"
    settings |= {f"{prefix}.warehouse.dir": warehouse, f"{prefix}.schema.verification": "true"}
    if version == "2.3":
        settings |= {"datanucleus.connectionPoolingType": "HikariCP", "hive.stats.autogather": "false"}
    else:
        settings |= {
            "metastore.warehouse.external.dir": warehouse,
            "metastore.task.threads.always": "org.apache.hadoop.hive.metastore.events.EventCleanerTask",
            "metastore.expression.proxy": "org.apache.hadoop.hive.metastore.DefaultPartitionExpressionProxy",
            "metastore.stats.auto.analyze": "none",
            "metastore.event.db.notification.api.auth": "false",
            "metastore.metadata.transformer.class": " ",  # tables stay what their maker said
            "metastore.thrift.bind.host": "127.0.0.1",
        }
    settings |= dict(more)
    lines = [f"<property><name>{name}</name><value>{value}</value></property>" for name, value in settings.items()]
    name = "hive-site.xml" if version == "2.3" else "metastore-site.xml"
    Path(folder, name).write_text("<configuration>" + "".join(lines) + "</configuration>")
    # Its own default wants a library that it does not bring.
    Path(folder, "hive-log4j2.properties").write_text(
        "status = WARN\nappender.c.type = Console\nappender.c.name = c\nappender.c.layout.type = PatternLayout\n"
        "appender.c.layout.pattern = %d %p %c{1}: %m%n\nrootLogger.level = WARN\nrootLogger.appenderRef.c.ref = c\n")


SCRIPTS = {"3.1": "hive-standalone-metastore:3.1.3", "4.0": "hive-standalone-metastore-server:4.0.1"}
TOOLS = {"3.1": "tools.MetastoreSchemaTool", "4.0": "tools.schematool.MetastoreSchemaTool"}


def scripts(version):
    """The folder of a release's SQL, of which the schema tool is made; fetched once."""
    home = PROJECT / f"build/hive-metastore/home-{version}"
    if not (home / "scripts").exists():
        name, number = SCRIPTS[version].split(":")
        maven("dependency:copy", f"-Dartifact=org.apache.hive:{name}:{number}:tar.gz:bin", f"-DoutputDirectory={home}")
        archive = home / f"{name}-{number}-bin.tar.gz"
        subprocess.run(["tar", "xzf", archive, "-C", home, "--strip-components=1", "--wildcards", "*/scripts/*"], check=True)
        archive.unlink()
    return home


def create_schema(store_url, version):
    """Has Hive's own tool make its schema in an empty database."""
    with tempfile.TemporaryDirectory(prefix="skep-hive-") as folder:
        write_settings(folder, store_url, f"file:{folder}", version)
        done = subprocess.run(java(folder, version, f"org.apache.hadoop.hive.metastore.{TOOLS[version]}", "-dbType", "postgres",
                                   "-initSchema"),
                              cwd=folder, env={**os.environ, "METASTORE_HOME": str(scripts(version))}, text=True,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=180)
        if done.returncode:
            raise RuntimeError(f"Hive's schema tool failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def create_schema_2_3(store_url):
    """The same for 2.3, which has no tool to be had: its first script, and the steps that lead from there to 2.3.0."""
    folder = scripts("3.1") / "scripts/metastore/upgrade/postgres"
    names = ["hive-schema-1.2.0", "upgrade-1.2.0-to-2.0.0", "upgrade-2.0.0-to-2.1.0", "upgrade-2.1.0-to-2.2.0",
             "upgrade-2.2.0-to-2.3.0"]
    files = [part for name in names for part in ("-f", folder / f"{name}.postgres.sql")]
    done = subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", "-1", "-d", store_url, *files], cwd=folder, text=True,
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=180)
    if done.returncode:
        raise RuntimeError(f"Hive's scripts failed:\n{done.stderr[-2000:]}")


def run_java(source, version, *arguments, timeout=180):
    """Runs a program of one source file: CompletedProcess with text output."""
    with tempfile.TemporaryDirectory(prefix="skep-hive-") as folder:
        Path(folder, "hive-log4j2.properties").write_text("status = OFF\nrootLogger.level = OFF\n")
        return subprocess.run(java(folder, version, source, *arguments), cwd=folder, text=True, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=timeout)


class HiveMetastore:
    """`on_disk=False`: it makes no folder and finds every one."""

    def __init__(self, url, warehouse, version="2.3", on_disk=True, port=None):
        self.url, self.warehouse, self.version, self.on_disk, self.port = url, warehouse, version, on_disk, port

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="skep-hive-")
        self.port = self.port or free_port()
        more = {} if self.on_disk else {"fs.file.impl": "EmptyDisk"}
        write_settings(self.folder, self.url, self.warehouse, self.version, more)
        if not self.on_disk:
            shutil.copy(empty_disk() / "EmptyDisk.class", self.folder)
        self._log = open(f"{self.folder}/log", "w+")
        self.process = subprocess.Popen(
            java(self.folder, self.version, "org.apache.hadoop.hive.metastore.HiveMetaStore", "-p", self.port),
            cwd=self.folder, env={**os.environ, "LD_PRELOAD": str(loopback())},
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
