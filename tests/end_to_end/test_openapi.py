"""The API does what /openapi.json says, for a few examples an operation; tests/real has more of them."""

import json

import openapi_examples
from case import HARVESTS, HIVES, ServerCase


class OpenApi(ServerCase):
    setup_statements = HIVES + HARVESTS

    def test_no_answer_is_a_fault_or_undocumented(self):
        done = openapi_examples.run(self.skep.port, examples=10)
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_the_document_describes_every_route(self):
        document = self.skep.get("/openapi.json")
        described = {(method.upper(), path) for path, item in document["paths"].items() for method in item}
        served = {(route["method"], route["path"]) for route in self.skep.get("/")["routes"]}
        self.assertEqual(described, served)

    def test_the_examples_of_statements_are_sql(self):
        document = self.skep.get("/openapi.json")
        body = document["paths"]["/api/v1/statements"]["post"]["requestBody"]["content"]["application/json"]
        for example in body["examples"].values():
            status, _, answer = self.skep.request("POST", "/api/v1/statements", example["value"])
            # The demo's tables are not here: that is all that may be wrong with it.
            self.assertIn(json.loads(answer).get("errorClass", "TABLE_OR_VIEW_NOT_FOUND"), ("TABLE_OR_VIEW_NOT_FOUND",))
            self.assertIn(status, (200, 404))
