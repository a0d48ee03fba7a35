"""Makes a virtual environment for tests that need a package, once, and starts the caller again inside it."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
ARCHIVES = PROJECT / "build/deps/archives"


def enter(folder, requirements, override=""):
    """Returns when running inside build/<folder>; else makes it and replaces this process. The environment variable
    `override` may name a Python that has the packages already."""
    place = PROJECT / "build" / folder
    python = Path(os.environ.get(override) or place / "bin/python") if override else place / "bin/python"
    if os.environ.get("SKEP_TEST_VENV") == str(place):
        return
    if not python.exists() or (python.is_relative_to(place) and not _is_complete(place, requirements)):
        _make(place, requirements)
    os.environ["SKEP_TEST_VENV"] = str(place)
    os.execv(python, [str(python), *sys.argv])


def python(folder, requirements):
    """The Python of build/<folder>, which is made when it is missing; for programs that are started beside the caller."""
    place = PROJECT / "build" / folder
    if not _is_complete(place, requirements):
        _make(place, requirements)
    return place / "bin/python"


def _is_complete(place, requirements):
    stamp = place / ".requirements"
    return stamp.exists() and stamp.read_text() == "\n".join(requirements)


def _make(place, requirements):
    place.parent.mkdir(parents=True, exist_ok=True)
    with open(place.parent / f".{place.name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _is_complete(place, requirements):
            return
        print(f"making build/{place.name} with {', '.join(requirements)} (once) ...", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", place], check=True)
        pip = [place / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        if ARCHIVES.is_dir():
            pip += ["--find-links", ARCHIVES]
        if os.environ.get("SKEP_DEPS_DIR"):
            pip += ["--find-links", os.environ["SKEP_DEPS_DIR"]]
        subprocess.run(pip + list(requirements), check=True)
        (place / ".requirements").write_text("\n".join(requirements))
