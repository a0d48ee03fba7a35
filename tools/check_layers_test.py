"""Shows tools/check_layers what it must accept and what it must refuse."""

import importlib.machinery
import importlib.util
import pathlib
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
TOOL = pathlib.Path(__file__).resolve().parent / "check_layers"
loader = importlib.machinery.SourceFileLoader("check_layers", str(TOOL))
check_layers = importlib.util.module_from_spec(importlib.util.spec_from_loader("check_layers", loader))
loader.exec_module(check_layers)


class CheckLayers(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = pathlib.Path(self.folder.name)
        for path in ["base/error.h", "types/value.h", "engine/engine.h", "engine/duckdb/engine.h", "services/http/door.h",
                     "services/thrift/door.h", "metastore/metastore.h", "metastore/sql/store.h"]:
            self.write(path, "")

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        (file.parent / "README.md").touch()

    def faults(self, path, *includes):
        self.write(path, "// a comment\n" + "".join(f"#include {name}\n" for name in includes))
        (self.root / "services/README.md").touch()
        return [fault.removeprefix(f"{self.root}/") for fault in check_layers.check(self.root)[0]]

    def test_accepts_folders_that_come_earlier_and_foreign_headers(self):
        self.assertEqual(self.faults("plan/plan.h", '"base/error.h"', '"types/value.h"', "<vector>", "<arrow/api.h>"), [])

    def test_names_file_and_line_of_an_include_against_the_order(self):
        faults = self.faults("types/decimal.cpp", "<vector>", '"engine/engine.h"')
        self.assertEqual(len(faults), 1)
        self.assertTrue(faults[0].startswith("types/decimal.cpp:3: "), faults)

    def test_keeps_duckdb_soci_and_asio_in_their_folders(self):
        for header, inside in [("<duckdb.hpp>", "engine/duckdb"), ("<duckdb/main/config.hpp>", "engine/duckdb"),
                               ("<soci/soci.h>", "metastore/sql"), ("<boost/asio.hpp>", "services/http"),
                               ("<boost/beast/core.hpp>", "net")]:
            with self.subTest(header):
                self.assertEqual(self.faults(f"{inside}/x.cpp", header), [])
                self.assertEqual(len(self.faults("session/x.cpp", header)), 1)
                self.faults("session/x.cpp")

    def test_keeps_the_pure_middle_pure(self):
        for header in ["<arrow/api.h>", "<thread>", "<sys/socket.h>", "<chrono>"]:
            with self.subTest(header):
                self.assertEqual(len(self.faults("analyzer/x.cpp", header)), 1)
        self.assertEqual(self.faults("analyzer/x.cpp", "<threads_of_gold>"), [])
        self.assertEqual(self.faults("analyzer/x_test.cpp", "<chrono>"), [])

    def test_lets_only_the_server_and_tests_name_an_implementation(self):
        include = '"engine/duckdb/engine.h"'
        self.assertEqual(len(self.faults("session/x.cpp", include)), 1)
        self.assertEqual(self.faults("session/x.cpp"), [])
        self.assertEqual(self.faults("session/x_test.cpp", include), [])
        self.assertEqual(self.faults("server/start.cpp", include), [])

    def test_keeps_an_interface_from_its_implementation_and_doors_apart(self):
        self.assertEqual(self.faults("metastore/sql/x.cpp", '"metastore/metastore.h"', '"metastore/sql/store.h"'), [])
        self.assertEqual(len(self.faults("metastore/x.cpp", '"metastore/sql/store.h"')), 1)
        self.faults("metastore/x.cpp")
        self.assertEqual(len(self.faults("services/http/x.cpp", '"services/thrift/door.h"')), 1)

    def test_asks_for_a_readme_in_each_folder_and_for_a_place_in_the_order(self):
        (self.root / "types/README.md").unlink()
        self.assertEqual(len(self.faults("base/x.h")), 1)
        self.assertEqual(len(self.faults("utils/x.h")), 2)


if __name__ == "__main__":
    unittest.main()
