"""What the tests of clients share: a server, and our Python client connected to it."""

import skep
from case import ServerCase


class ClientCase(ServerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.url = f"http://127.0.0.1:{cls.skep.port}"
        cls.warehouse = skep.connect(cls.url)

    @classmethod
    def tearDownClass(cls):
        cls.warehouse.close()
        super().tearDownClass()
