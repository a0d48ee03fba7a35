"""tests/end_to_end's crowds in full: 1,000 slow writers, 200 readers that stop, 10,000 idle connections, 2,000 cancels."""

import os
import subprocess
import unittest
from pathlib import Path

RUN = Path(__file__).resolve().parent.parent / "end_to_end/run"


class Crowds(unittest.TestCase):
    def test_crowds_in_full(self):
        done = subprocess.run([RUN, "crowds"], env={**os.environ, "SKEP_CROWD": "1", "SKEP_TEST_VENV": ""},
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=900)
        print(done.stdout, flush=True)
        self.assertEqual(done.returncode, 0, done.stdout)
