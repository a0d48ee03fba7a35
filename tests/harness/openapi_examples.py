"""Has schemathesis ask a server for what its /openapi.json allows, and for what it does not."""

import subprocess

import environment

PACKAGES = ["schemathesis==4.32.5"]

# Any text is a valid value of the document's "statement", and few are valid SQL.
NOT_CHECKED = "positive_data_acceptance"


def run(port, examples, seed=20010131):
    """Checks each operation with so many examples: no 5xx, no answer that is not described. Gives the CompletedProcess."""
    python = environment.python("schemathesis-venv", PACKAGES)
    return subprocess.run(
        [python.parent / "schemathesis", "run", f"http://127.0.0.1:{port}/openapi.json", "--max-examples", str(examples),
         "--phases", "examples,coverage,fuzzing", "--exclude-checks", NOT_CHECKED, "--warnings", "off",
         "--seed", str(seed), "--no-color"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=1800,
    )
