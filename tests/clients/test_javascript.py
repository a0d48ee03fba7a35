"""JavaScript's apache-arrow reads the streams, with node's own fetch."""

import json
import shutil
import subprocess
from pathlib import Path

from case import HIVES, ServerCase, server

DEPS = server.PROJECT / "build/deps"


def node():
    """Node of the machine, or what third_party/fetch brought where the machine has no npm."""
    found = shutil.which("node") or shutil.which("node", path=str(DEPS / "venv/bin"))
    if found is None:
        raise AssertionError("node is missing: third_party/fetch data brings it")
    return found


class JavaScript(ServerCase):
    setup_statements = HIVES

    def run_node(self, statement):
        library = DEPS / "apache-arrow/Arrow.es2015.min.js"
        url = f"http://127.0.0.1:{self.skep.port}/api/v1/statements"
        return subprocess.run([node(), Path(__file__).parent / "read_stream.js", library, url, statement],
                              capture_output=True, text=True, timeout=60)

    def read(self, statement):
        done = self.run_node(statement)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def test_apache_arrow_reads_types_and_nulls(self):
        answer = self.read("SELECT id, name, kilos * 2D AS twice, tags, place FROM hives ORDER BY id")

        self.assertEqual([name for name, _ in answer["fields"]], ["id", "name", "twice", "tags", "place"])
        self.assertEqual([kind for _, kind in answer["fields"]][:3], ["Int32", "Utf8", "Float64"])
        self.assertEqual(answer["first"][0],
                         {"id": 1, "name": "Amber", "twice": 63.0, "tags": ["old", None], "place": {"lat": 52.5, "lon": 13.4}})
        self.assertIsNone(answer["first"][1]["name"])

    def test_apache_arrow_reads_a_long_stream_to_its_end(self):
        answer = self.read("SELECT id, concat('n', id) AS name FROM range(300000)")

        self.assertEqual(answer["rows"], 300000)
        self.assertGreater(answer["batches"], 1)
        self.assertEqual(answer["first"][2], {"id": "2n", "name": "n2"})

    def test_a_failure_on_the_way_is_an_error_there(self):
        done = self.run_node("SELECT 1 / (400000 - id) AS q, repeat('x', 50) AS s FROM range(500000)")

        self.assertNotEqual(done.returncode, 0, done.stdout)
