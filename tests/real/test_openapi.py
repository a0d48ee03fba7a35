"""schemathesis on /openapi.json: 200 examples an operation, no 5xx, no undocumented answer."""

import unittest

import openapi_examples
import server


class OpenApi(unittest.TestCase):
    def test_two_hundred_examples_an_operation(self):
        with server.Server(arguments=["--conf", "skep.statements.timeout=10"]) as skep:
            skep.ask("CREATE TABLE flights (date TIMESTAMP, delay BIGINT, origin STRING) PARTITIONED BY (month INT)")
            skep.ask("INSERT INTO flights PARTITION (month = 1) VALUES (TIMESTAMP '2001-01-17 15:35:00', 14, 'OAK')")
            done = openapi_examples.run(skep.port, examples=200)
            self.assertEqual(done.returncode, 0, done.stdout)
            self.assertTrue(skep.alive())
