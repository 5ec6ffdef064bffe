import unittest

import result
from tests.sample import document, run


class Needed(unittest.TestCase):
    def test_each_round_takes_the_latency_of_all_commands(self):
        self.assertAlmostEqual(result.needed_seconds(1000, 1000, 0.2, 3), 0.6)
        self.assertAlmostEqual(result.needed_seconds(1000, 100, 0.2, 3), 6.0)

    def test_a_round_that_is_not_full_is_a_round(self):
        self.assertAlmostEqual(result.needed_seconds(101, 100, 0.2, 3), 1.2)
        self.assertAlmostEqual(result.needed_seconds(1, 100, 0.2, 3), 0.6)


class Rows(unittest.TestCase):
    def test_the_median_is_told_with_the_spread(self):
        walls = [run("nethost", 100, wall=wall) for wall in (3.0, 1.0, 1.5)]
        [row] = result.rows(document(*walls), 100)
        self.assertEqual((row.wall, row.fastest, row.slowest, row.runs), (1.5, 1.0, 3.0, 3))

    def test_what_a_device_and_a_session_cost(self):
        [row] = result.rows(document(run("nethost", 100)), 100)
        self.assertAlmostEqual(row.processor, 0.005)
        self.assertAlmostEqual(row.session, 99 * 80_000 / 100)
        self.assertAlmostEqual(row.needed, 0.4)

    def test_sessions_are_those_that_are_open_at_once(self):
        [row] = result.rows(document(run("slow", 100, memory=45_000_000)), 100)
        self.assertAlmostEqual(row.session, 5_000_000 / 50)

    def test_no_more_is_seen_than_may_be_open(self):
        for connections, seen in ((70, 50), (25, 25), (0, 0)):
            [row] = result.rows(document(run("slow", 100, connections=connections)), 100)
            self.assertEqual(row.seen, seen)

    def test_a_failure_in_one_run_is_a_failure(self):
        runs = [run("floor", 100), run("floor", 100, ok=98, errors={"closed": 2})]
        [row] = result.rows(document(*runs), 100)
        self.assertEqual((row.failed, row.errors), (2, {"closed": 2}))

    def test_devices_that_a_stopped_run_did_not_come_to_have_not_failed(self):
        [row] = result.rows(document(run("slow", 100, ok=60, stopped=True, user=6.0, system=0.0)), 100)
        self.assertEqual((row.failed, row.ok), (0, 60))
        self.assertAlmostEqual(row.processor, 0.1)

    def test_what_nobody_counted_is_not_known(self):
        [row] = result.rows(document(run("floor", 100, ok=None, stopped=True)), 100)
        self.assertEqual((row.ok, row.processor), (None, None))

    def test_runs_beside_something_else_are_told_apart(self):
        kept = document(run("nethost", 100), run("nethost", 1000, busy=True))
        self.assertEqual((result.sizes(kept), result.sizes(kept, busy=True)), ([100], [1000]))


if __name__ == "__main__":
    unittest.main()
