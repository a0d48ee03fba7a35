"""Reads a compose file with docker compose's own parser, compose-go. Needs Go.

    project = load("deploy/docker-compose.yml", ["platform"])     # as a dict; raises Wrong, with what the parser said
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

from server import PROJECT

SOURCE = PROJECT / "tests/harness/compose"
PROGRAM = PROJECT / "build/compose/compose"


class Wrong(Exception):
    pass


def go():
    return shutil.which("go") or next((each for each in ["/usr/local/go/bin/go"] if Path(each).exists()), None)


def available():
    return PROGRAM.exists() or go() is not None


def program():
    """Built once."""
    newest = max(path.stat().st_mtime for path in SOURCE.iterdir())
    if not PROGRAM.exists() or PROGRAM.stat().st_mtime < newest:
        PROGRAM.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run([go(), "build", "-o", PROGRAM, "."], cwd=SOURCE, check=True, env={**os.environ, "CGO_ENABLED": "0"})
    return PROGRAM


def load(file, profiles):
    done = subprocess.run([program(), file, *profiles], text=True, capture_output=True, timeout=60)
    if done.returncode:
        raise Wrong(done.stderr.strip())
    return json.loads(done.stdout)
