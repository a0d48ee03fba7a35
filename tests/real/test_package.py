"""The packages: what is in them, the tarball where it is unpacked, the .deb and the image's steps in a bare Debian 12."""

import contextlib
import http.client
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from server import PROJECT, free_port

PACKAGES = PROJECT / "build/release/packages"
BARE = PROJECT / "build/debian-12.tar"


def run(*command, **more):
    done = subprocess.run(list(map(str, command)), text=True, capture_output=True, stdin=subprocess.DEVNULL, **more)
    if done.returncode:
        raise AssertionError(f"{command}:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    return done.stdout


def stages(dockerfile):
    """The instructions of each stage of an image, as (instruction, rest)."""
    text = "\n".join(line for line in dockerfile.read_text().splitlines() if not line.startswith("#"))
    found = []
    for line in re.sub(r"\\\n", " ", text).splitlines():
        instruction, _, rest = line.strip().partition(" ")
        if instruction == "FROM":
            found.append([])
        elif instruction:
            found[-1].append((instruction, " ".join(rest.split())))
    return found


def last_stage(dockerfile):
    return stages(dockerfile)[-1]


class Machine:
    """A folder that holds a system, in which commands run with it as their root and with processes of their own."""

    def __init__(self, root):
        self.root = root
        self.enter = ["unshare", "--mount", "--pid", "--fork", "--kill-child", f"--root={root}", "--mount-proc", "env", "-i",
                      "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C.UTF-8"]
        self.enter += [f"{name}={value}" for name, value in os.environ.items() if name.lower().endswith("_proxy")]

    def run(self, command):
        return run(*self.enter, "sh", "-ec", command, timeout=900)

    @contextlib.contextmanager
    def server(self, command):
        with tempfile.TemporaryFile("w+") as output:
            process = subprocess.Popen([*self.enter, *shlex.split(command)], stdin=subprocess.DEVNULL, stdout=output,
                                       stderr=subprocess.STDOUT)
            server = Running(process, output)
            try:
                yield server
            finally:
                server.stop()


class Running:
    """A server in a Machine. `unshare` hands no signals on, so they go to the process that it made."""

    def __init__(self, process, output):
        self.process, self.output, self.code, self.text = process, output, None, ""

    def alive(self):
        return self.process.poll() is None

    def log(self):
        if not self.output.closed:
            self.output.seek(0)
            self.text = self.output.read()
        return self.text

    def stop(self):
        self.send(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(40)
        # One that has become another user outlives `unshare`, whatever --kill-child says.
        self.send(signal.SIGKILL)
        self.process.kill()
        self.code = self.process.wait()
        self.log()

    def send(self, number):
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        with contextlib.suppress(OSError):
            for child in children.read_text().split():
                os.kill(int(child), number)


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        made = list(PACKAGES.glob("skep_*.deb"))
        if not made or made[0].stat().st_mtime < (PROJECT / "build/release/bin/skep").stat().st_mtime:
            run(PROJECT / "tools/package", timeout=600)
        cls.deb, cls.archive = next(PACKAGES.glob("skep_*.deb")), next(PACKAGES.glob("skep-*.tar.gz"))

    def setUp(self):
        self.place = Path(tempfile.mkdtemp(prefix="skep-package-"))
        self.addCleanup(shutil.rmtree, self.place, ignore_errors=True)

    def test_the_deb_has_all_that_belongs_to_it(self):
        names = {line.split()[5] for line in run("dpkg-deb", "-c", self.deb).splitlines()}
        for wanted in ("usr/bin/skep", "usr/lib/skep/bin/skep", "usr/lib/skep/lib/libduckdb.so", "lib/systemd/system/skep.service",
                       "usr/share/man/man1/skep.1.gz", "usr/share/bash-completion/completions/skep",
                       "usr/share/zsh/vendor-completions/_skep", "usr/share/fish/vendor_completions.d/skep.fish", "etc/skep/skep.yaml",
                       "usr/share/doc/skep/licenses/thrift.txt", "usr/share/doc/skep/deploy/docker-compose.yml"):
            self.assertTrue(any(name.endswith("/" + wanted) for name in names), f"{wanted} is missing")
        self.assertFalse([name for name in names if "metastore.password" in name or "__pycache__" in name])

    def test_the_service_is_one_that_systemd_takes(self):
        if not shutil.which("systemd-analyze"):
            self.skipTest("systemd-analyze is missing")
        run("dpkg-deb", "-x", self.deb, self.place)
        unit = next(self.place.rglob("skep.service"))
        unit.write_text(unit.read_text().replace("/usr/bin/skep", "/bin/true"))
        done = subprocess.run(["systemd-analyze", "verify", "--man=no", str(unit)], text=True, capture_output=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        run("systemd-analyze", "security", "--offline=yes", "--threshold=20", unit)  # tenths: 1.7 of 10 as it is

    def test_the_tarball_runs_where_it_is_unpacked(self):
        run("tar", "xzf", self.archive, "-C", self.place)
        program = next(path for path in self.place.rglob("bin/skep") if path.is_symlink())
        out = run(program, "sql", "--warehouse", self.place / "w", "--format", "csv", "-e", "SELECT 1 + 1 AS two", cwd=self.place)
        self.assertEqual(out.split(), ["two", "2"])
        libraries = run("ldd", program.resolve())
        self.assertNotIn(str(PROJECT), libraries)
        self.assertNotIn("not found", libraries)

    def bare_debian(self):
        """A folder with nothing but Debian 12's essential packages; made once, and kept as an archive."""
        if os.getuid() != 0 or not (BARE.exists() or shutil.which("debootstrap")):
            self.skipTest("debootstrap is missing, or this is not root")
        if not BARE.exists():
            made = self.place / "made"
            run("debootstrap", "--variant=minbase", "bookworm", made, timeout=1200)
            run("tar", "cf", f"{BARE}.part", "--exclude=./var/cache/apt/archives/*.deb", "-C", made, ".")
            os.replace(f"{BARE}.part", BARE)
        root = self.place / "root"
        root.mkdir()
        run("tar", "xf", BARE, "-C", root)
        shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
        return Machine(root)

    def test_the_deb_serves_in_a_bare_debian_12(self):
        machine = self.bare_debian()
        shutil.copy(self.deb, machine.root / "skep.deb")
        machine.run("apt-get -q update")
        machine.run("apt-get -q install -y --no-install-recommends /skep.deb")
        self.assertIn("skep", machine.run("skep version"))
        self.assertEqual(machine.run("stat -c '%U:%G %a' /var/lib/skep /etc/skep/skep.env"), "skep:skep 750\nroot:skep 640\n")
        service = machine.root / "etc/systemd/system/multi-user.target.wants/skep.service"
        self.assertTrue(service.is_symlink(), "the service starts with the machine")

        with self.served(machine, "skep", "skep serve --config /etc/skep/skep.yaml --env-file /etc/skep/skep.env"):
            pass
        self.assertTrue((machine.root / "var/lib/skep/metastore.db").exists())

        machine.run("echo '# mine' >> /etc/skep/skep.yaml")
        machine.run("dpkg -i --force-confdef /skep.deb")
        self.assertIn("# mine", (machine.root / "etc/skep/skep.yaml").read_text(), "an upgrade leaves what was changed")
        machine.run("apt-get -q remove -y skep")
        self.assertFalse((machine.root / "usr/bin/skep").exists())
        self.assertTrue((machine.root / "etc/skep/skep.yaml").exists(), "settings outlive what is removed")
        machine.run("apt-get -q purge -y skep")
        self.assertFalse((machine.root / "etc/skep").exists())
        self.assertFalse(service.is_symlink())
        self.assertTrue((machine.root / "var/lib/skep/metastore.db").exists(), "the warehouse outlives the package")

        machine.run("rm -r /var/lib/skep && dpkg -i /skep.deb && dpkg -P skep")
        self.assertFalse((machine.root / "var/lib/skep").exists(), "an empty one goes")
        self.assertNotIn("skep", machine.run("getent passwd"))

    def test_the_image_serves(self):
        """What deploy/Dockerfile does to debian:12-slim, step by step, and its health check."""
        machine = self.bare_debian()
        image = {"CMD": [], "ENV": {}}
        for instruction, rest in last_stage(PROJECT / "deploy/Dockerfile"):
            if instruction == "RUN":
                machine.run(rest)
            elif instruction == "COPY":
                source, target = rest.replace("--from=build ", "").split()
                shutil.copytree(PROJECT / Path(source).relative_to("/src"), machine.root / target[1:], symlinks=True)
            elif instruction == "ENV":
                image["ENV"].update(dict([rest.split("=", 1)]))
            elif instruction in ("ENTRYPOINT", "CMD"):
                image[instruction] = json.loads(rest)
            elif instruction == "HEALTHCHECK":
                image[instruction] = json.loads(rest.partition("CMD")[2])
            elif instruction in ("USER", "WORKDIR"):
                image[instruction] = rest
            else:
                self.assertEqual(instruction, "EXPOSE")
        variables = " ".join(f"{name}={shlex.quote(value)}" for name, value in image["ENV"].items())
        command = f"env --chdir={image['WORKDIR']} {variables} {shlex.join(image['ENTRYPOINT'] + image['CMD'])}"
        user = image["USER"].replace(":", " --regid=")
        with self.served(machine, user, command) as port:
            machine.run(shlex.join(image["HEALTHCHECK"]).replace(":8080", f":{port}"))
        self.assertTrue((machine.root / "var/lib/skep/metastore.db").exists())

    def test_the_image_has_what_the_deb_asks_for(self):
        asked = run("dpkg-deb", "-f", self.deb, "Depends")
        wanted = {re.match(r"[a-z0-9.+-]+", one)[0] for one in asked.split(", ")} - {"libc6", "libgcc-s1", "passwd"}
        installed = set(" ".join(rest for instruction, rest in last_stage(PROJECT / "deploy/Dockerfile")
                                 if instruction == "RUN").split())
        self.assertFalse(wanted - installed)

    def test_debian_has_what_a_build_in_the_image_installs(self):
        """The image's first stage is `make build`: each package that it installs is there in a bare Debian 12."""
        machine = self.bare_debian()
        machine.run("apt-get -q update")
        script = (PROJECT / "tools/install_packages").read_text()
        names = re.search(r"^build=\((.*?)\)", script, re.S | re.M)[1].split()
        first = next(rest for instruction, rest in stages(PROJECT / "deploy/Dockerfile")[0] if instruction == "RUN")
        names += first.partition("--no-install-recommends")[2].split()
        machine.run(f"apt-get -q -s install --no-install-recommends {shlex.join(names)}")

    @contextlib.contextmanager
    def served(self, machine, user, command):
        """Serves on a free port for as long as this lasts, after a tour; ends in good order."""
        port = free_port()
        with machine.server(f"setpriv --reuid={user.partition(' ')[0]} --regid={user.rpartition('=')[2]} --clear-groups "
                            f"sh -c {shlex.quote(f'export SKEP_LISTEN=127.0.0.1:{port}; exec {command}')}") as server:
            self.tour(port, server)
            yield port
        self.assertEqual(server.code, 0, server.log())

    def tour(self, port, server):
        def ask(statement):
            client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            client.request("POST", "/api/v1/statements", json.dumps({"statement": statement}), {"Content-Type": "application/json"})
            answer = client.getresponse()
            text = answer.read().decode()
            client.close()
            self.assertEqual(answer.status, 200, text)
            return json.loads(text)["rows"]

        until = time.monotonic() + 30
        while True:
            try:
                ask("SELECT 1")
                break
            except OSError:
                if time.monotonic() > until or not server.alive():
                    raise AssertionError(f"it does not serve:\n{server.log()}") from None
                time.sleep(0.2)
        ask("CREATE TABLE harvests (id INT, kilos DOUBLE) PARTITIONED BY (day DATE) STORED AS PARQUET")
        ask("INSERT INTO harvests VALUES (1, 1.5, DATE '2024-01-01'), (2, 2.5, DATE '2024-01-02')")
        self.assertEqual(ask("SELECT id FROM harvests WHERE day > DATE '2024-01-01'"), [{"id": 2}])
        self.assertEqual(ask("SELECT from_utc_timestamp(TIMESTAMP '2024-07-01 00:00:00', 'Europe/Berlin') AS t"),
                         [{"t": "2024-07-01 02:00:00"}])
