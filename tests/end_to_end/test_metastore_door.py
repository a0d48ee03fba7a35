"""The Thrift metastore as a client without an interface sees it, and a hive-site.xml that says where its store is."""

import tempfile
import unittest
from pathlib import Path

from server import Server, free_port, skep
from thrift_client import Declared, Fault, I16, ThriftClient, database, partition, table

SITE = """<configuration>
  <property><name>javax.jdo.option.ConnectionURL</name><value>sqlite:{0}/elsewhere.db</value></property>
  <property><name>hive.metastore.warehouse.dir</name><value>{0}/tables</value></property>
  <property><name>hive.exec.parallel</name><value>true</value></property>
</configuration>"""


class MetastoreDoor(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.metastore_port = free_port()
        cls.server = Server(arguments=["--metastore-port", str(cls.metastore_port)])
        cls.server.start()
        cls.addClassCleanup(cls.server.close)
        cls.client = ThriftClient(cls.metastore_port)
        cls.addClassCleanup(cls.client.close)
        cls.folder = f"file:{cls.server.warehouse}/lab"
        cls.client.call("create_database", database("lab", cls.folder))

    def test_a_client_finds_what_it_wrote(self):
        self.client.call("create_table", table("lab", "t", f"{self.folder}/t", (("dt", "string"), ("h", "int")), columns=3))
        self.client.call("add_partitions", [partition("lab", "t", [f"d{number}", str(number)], f"{self.folder}/t/{number}")
                                            for number in range(12)])

        self.assertEqual(len(self.client.call("get_table", "lab", "t")[7][1]), 3)
        self.assertEqual(len(self.client.call("get_partition_names", "lab", "t", I16(-1))), 12)
        self.assertEqual(self.client.call("get_partition_names", "lab", "t", I16(2)), ["dt=d0/h=0", "dt=d1/h=1"])
        for text, count in {'dt = "d3"': 1, 'dt = "d3" and h = 3': 1, 'dt = "d3" and h = 4': 0, "h >= 10": 2, 'dt like "d1.*"': 3,
                            'h = 3 or dt = "d4"': 2, "h in (1, 2, 77)": 2, "h between 2 and 4": 3, 'dt > "d8"': 1}.items():
            found = self.client.call("get_partitions_by_filter", "lab", "t", text, I16(-1))
            self.assertEqual(len(found), count, text)
        one = self.client.call("get_partition", "lab", "t", ["d7", "7"])
        self.assertEqual((one[1], one[6][2]), (["d7", "7"], f"{self.folder}/t/7"))

    def test_a_long_list_comes_whole(self):
        self.client.call("create_table", table("lab", "long", f"{self.folder}/long", (("k", "string"),)))
        for first in range(0, 5000, 1000):
            self.client.call("add_partitions", [partition("lab", "long", [f"{number:05}-{'x' * 150}"], f"{self.folder}/long/{number}")
                                                for number in range(first, first + 1000)])

        names = self.client.call("get_partition_names", "lab", "long", I16(-1))
        self.assertEqual([name[2:7] for name in names], [f"{number:05}" for number in range(5000)])
        partitions = self.client.call("get_partitions", "lab", "long", I16(-1))  # some megabytes: sent in pieces
        self.assertEqual([each[1][0][:5] for each in partitions], [f"{number:05}" for number in range(5000)])
        self.assertEqual({each[6][2] for each in partitions}, {f"{self.folder}/long/{number}" for number in range(5000)})
        within = self.client.call("get_partitions_ps_with_auth_req", {2: "lab", 3: "long", 4: [""]})
        self.assertEqual(within, {1: partitions})

    def test_what_is_wrong_is_an_exception_that_the_call_declares(self):
        with self.assertRaises(Declared) as caught:
            self.client.call("get_table", "lab", "none")
        self.assertEqual(caught.exception.number, 2)
        self.client.call("create_table", table("lab", "t2", f"{self.folder}/t2", (("dt", "string"),)))
        with self.assertRaisesRegex(Declared, "partition column"):
            self.client.call("get_partitions_by_filter", "lab", "t2", "x = 1", I16(-1))
        with self.assertRaisesRegex(Fault, "^Invalid method name: 'open_txns'$"):
            self.client.call("open_txns", {})


class HiveSite(unittest.TestCase):
    def test_the_store_and_the_warehouse_are_where_hives_own_file_says(self):
        with tempfile.TemporaryDirectory() as folder:
            site = Path(folder, "hive-site.xml")
            site.write_text(SITE.format(folder))

            explained = skep("config", "--explain", "--hive-site", site).stdout
            self.assertRegex(explained, rf"javax.jdo.option.ConnectionURL +sqlite:{folder}/elsewhere.db +{site}:2 ")
            self.assertRegex(explained, rf"spark.sql.warehouse.dir +{folder}/tables +{site}:3 ")
            made = skep("metastore", "init", "--warehouse", f"{folder}/w", environment={"HIVE_CONF_DIR": folder})
            self.assertEqual(made.returncode, 0, made.stderr)
            self.assertTrue(Path(folder, "elsewhere.db").exists())

    def test_a_file_that_is_wrong_is_one_clear_error(self):
        with tempfile.NamedTemporaryFile(suffix=".xml") as site:
            site.write(b"<configuration>\n<property>\n</configuration>")
            site.flush()

            done = skep("config", "--hive-site", site.name)

            self.assertNotEqual(done.returncode, 0)
            self.assertIn(f"{site.name}:3", done.stderr)


if __name__ == "__main__":
    unittest.main()
