"""The compose file by compose's own parser, and its services on this machine, with the tour, by profile."""

import importlib.machinery
import importlib.util
import json
import re
import unittest
import urllib.request

import compose
import java_metastore
import postgresql
from server import PROJECT, Server

DEPLOY = PROJECT / "deploy"
FILE = DEPLOY / "docker-compose.yml"
NEEDS_GO = unittest.skipUnless(compose.available(), "Go is missing")
NEEDS_SPARK = unittest.skipUnless(postgresql.programs() and java_metastore.available(), "PostgreSQL, Java or Maven is missing")


def local_stack():
    loader = importlib.machinery.SourceFileLoader("local_stack", str(DEPLOY / "local-stack"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("local_stack", loader))
    loader.exec_module(module)
    return module


@NEEDS_GO
class ComposeFile(unittest.TestCase):
    PROFILES = {
        "embedded": {"skep-embedded"},
        "platform": {"skep-platform", "postgres", "spark-master", "spark-worker"},
        "classic": {"skep-classic", "hive-metastore", "hive-metastore-postgresql", "spark-master", "spark-worker"},
        "hdfs": {"namenode", "datanode"},
        "monitoring": {"prometheus", "grafana"},
    }

    def test_each_profile_has_its_services(self):
        for profile, services in self.PROFILES.items():
            self.assertEqual(set(compose.load(FILE, [profile])["services"]), services, profile)

    def test_skep_has_no_rights_that_it_does_not_need(self):
        for profile in ("embedded", "platform", "classic"):
            skep = compose.load(FILE, [profile])["services"][f"skep-{profile}"]
            self.assertTrue(skep["read_only"])
            self.assertEqual(skep["cap_drop"], ["ALL"])
            self.assertNotIn(skep["user"].split(":")[0], ("", "0", "root"))
            self.assertTrue(skep["healthcheck"]["test"])
            self.assertIn("10.83.0.0/24", skep["command"])

    def test_nothing_is_published_but_on_loopback(self):
        project = compose.load(FILE, list(self.PROFILES))
        for name, service in project["services"].items():
            for port in service.get("ports") or []:
                self.assertEqual(port.get("host_ip"), "127.0.0.1", name)

    def test_the_warehouse_is_in_one_place_for_all(self):
        for profile in ("platform", "classic"):
            for name, service in compose.load(FILE, [profile])["services"].items():
                targets = {volume["target"] for volume in service.get("volumes") or [] if volume.get("source") == "warehouse"}
                self.assertLessEqual(targets, {"/user/hive/warehouse"}, name)
                if name.startswith(("skep", "spark", "hive-metastore")) and not name.endswith("postgresql"):
                    self.assertTrue(targets, name)

    def test_a_wrong_file_is_refused(self):
        with self.assertRaises(compose.Wrong):
            compose.load(DEPLOY / "prometheus.yml", [])


class Dashboard(unittest.TestCase):
    def test_it_shows_measures_that_there_are(self):
        with Server() as skep:
            skep.ask("SELECT 1")
            with urllib.request.urlopen(f"http://127.0.0.1:{skep.port}/metrics") as answer:
                there = set(re.findall(r"^([a-z_]+)", answer.read().decode(), re.M))
        dashboard = json.loads((DEPLOY / "grafana/dashboards/skep.json").read_text())
        asked = {name for panel in dashboard["panels"] for target in panel["targets"]
                 for name in re.findall(r"\b(?:skep|process)_[a-z_]+", target["expr"])}
        self.assertTrue(asked)
        self.assertLessEqual(asked, there)


@NEEDS_GO
class LocalStack(unittest.TestCase):
    def tour(self, profile):
        module = local_stack()
        with module.Stack(profile, say=lambda *_, **__: None) as stack:
            module.tour(stack)

    def test_the_tour_in_the_profile_embedded(self):
        self.tour("embedded")

    @NEEDS_SPARK
    def test_the_tour_in_the_profile_platform(self):
        self.tour("platform")

    @NEEDS_SPARK
    def test_the_tour_in_the_profile_classic(self):
        self.tour("classic")
