"""clients/python: long work as jobs."""

import skep
from case import ENDLESS
from client_case import ClientCase


class Jobs(ClientCase):
    def test_a_job_is_waited_for_and_its_rows_are_read_in_every_form(self):
        job = self.warehouse.jobs.submit("SELECT id, :n AS n FROM range(2500)", {"n": 7}, priority=3)

        self.assertEqual(job.wait(60).state, "succeeded")
        self.assertEqual(len(job.page(limit=10)), 10)
        self.assertEqual(sum(1 for _ in job.pages(limit=1000).rows()), 2500)
        self.assertEqual(sum(row["n"] for row in job.rows()), 7 * 2500)
        self.assertEqual(job.arrow().num_rows, 2500)
        again = self.warehouse.jobs.get(job.id)
        self.assertEqual((again.state, again.document["priority"]), ("succeeded", 3))

    def test_a_list_of_statements_shares_settings(self):
        job = self.warehouse.jobs.submit(
            ["CREATE TEMPORARY VIEW v AS SELECT 1 AS n", {"statement": "SELECT n + ? AS n FROM v", "parameters": [1]}],
            settings={"spark.sql.session.timeZone": "Asia/Tokyo"},
        )

        self.assertEqual(list(job.rows()), [{"n": 2}])

    def test_its_events_end_with_it(self):
        events = list(self.warehouse.jobs.submit("SELECT 1").events())

        self.assertEqual([event["state"] for name, event in events if name == "state"], ["queued", "running", "succeeded"])
        self.assertEqual(events[-1][0], "end")

    def test_failures_and_cancelling_are_raised(self):
        with self.assertRaises(skep.InvalidData) as caught:
            self.warehouse.jobs.submit("SELECT 1 / 0", retries=0).wait(60)
        self.assertTrue(caught.exception.is_a("DIVIDE_BY_ZERO"))
        with self.assertRaises(skep.InvalidStatement):
            self.warehouse.jobs.submit("SELEC 1")
        job = self.warehouse.jobs.submit(ENDLESS)
        with self.assertRaises(TimeoutError):
            job.wait(0.2)
        self.assertTrue(job.cancel())
        with self.assertRaises(skep.Cancelled):
            job.wait(20)

    def test_a_job_waits_for_others_and_is_queued_again(self):
        first = self.warehouse.jobs.submit("SELECT * FROM made_after_the_first_try", retries=0)
        second = self.warehouse.jobs.submit("SELECT 2 AS n", after=[first.id])
        with self.assertRaises(skep.Conflict):
            second.wait(60)
        self.warehouse.execute("CREATE TABLE made_after_the_first_try AS SELECT 1 AS n")

        self.assertEqual(first.requeue().wait(60).state, "succeeded")
        self.assertEqual(second.requeue().wait(60).state, "succeeded")

    def test_a_key_makes_it_one_job(self):
        jobs = [self.warehouse.jobs.submit("SELECT 1", idempotency_key="one") for _ in range(2)]

        self.assertEqual(jobs[0].id, jobs[1].id)
        self.assertIn(jobs[0].id, [job.id for job in self.warehouse.jobs.list()])
