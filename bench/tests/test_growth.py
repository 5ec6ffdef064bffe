import json
import tempfile
import unittest
from pathlib import Path

import growth
import growth_page
import growth_rows
import million
import recordings
from fleet import Device, inventory_toml


def run(part, value, devices=1, **told):
    ordinary = {
        "part": part,
        "value": value,
        "devices": devices,
        "wall": 1.0,
        "user": 0.008 * devices,
        "system": 0.002 * devices,
        "memory": 20_000_000 + 100_000 * devices,
        "written": 5000 * devices,
        "connections": devices,
        "files": devices + 10,
        "ok": devices,
        "errors": {},
    }
    return ordinary | told


def document(*runs):
    machine = {"processor": "one", "cores": 4, "memory": 8_000_000_000, "kernel": "6", "system": "Debian"}
    return {
        "date": "2026-01-01T00:00:00+00:00",
        "command": "bench/growth.py",
        "version": "1",
        "machine": machine | {"open_files": 10_000, "ports": 28_000, "idle_before": 1.0},
        "plan": growth.QUICK,
        "repeat": 1,
        "runs": list(runs),
    }


def whole_document():
    return document(
        run("devices", 1),
        run("devices", 1000, devices=1000),
        run("held", 500, devices=500),
        run("logins", 10, devices=10, how="today's"),
        run("logins", 10, devices=10, how="legacy", user=0.5),
        run("inventory", 100_000, memory=200_000_000, bytes=5_000_000),
    )


class Page(unittest.TestCase):
    PAGE = "before\n<!-- growth: one -->\nold\n<!-- /growth: one -->\nafter\n"

    def test_a_table_goes_between_its_marks_and_the_prose_stays(self):
        said = growth_page.filled(self.PAGE, {"one": "new"})
        self.assertEqual(said, "before\n<!-- growth: one -->\n\nnew\n\n<!-- /growth: one -->\nafter\n")
        self.assertEqual(growth_page.filled(said, {"one": "new"}), said)

    def test_marks_that_are_missing_or_turned_around_are_an_error(self):
        with self.assertRaises(ValueError):
            growth_page.filled(self.PAGE, {"two": "new"})
        with self.assertRaises(ValueError):
            growth_page.filled("<!-- /growth: one --><!-- growth: one -->", {"one": "new"})

    def test_the_page_of_the_project_has_marks_for_all_tables_and_for_no_other(self):
        page = (growth.ROOT / "docs/growth.md").read_text()
        tables = growth_page.tables(document(), None)
        self.assertEqual(growth_page.names(page), list(tables))
        growth_page.filled(page, tables)

    def test_what_was_not_measured_is_said(self):
        tables = growth_page.tables(document(), None)
        self.assertEqual(tables["devices"], "Not measured.")
        self.assertIn("Not all", tables["million"])

    def test_a_further_command_costs_the_difference(self):
        runs = [
            run("commands", count, devices=10, user=processor, system=0.0)
            for count, processor in ((1, 0.1), (3, 0.14))
        ]
        self.assertIn("2 ms", growth_page.commands(document(*runs)))

    def test_why_an_output_did_not_come_is_told(self):
        runs = [
            run("outputs", 10**8, devices=2, how="raw"),
            run("outputs", 10**8, devices=2, how="parsed", ok=0, errors={"driver_memory": 2}),
        ]
        self.assertIn("| whole | `driver_memory` |", growth_page.outputs(document(*runs)))
        runs.append(run("outputs", 10**8, devices=2, how="raised", memory=777_000_000))
        said = growth_page.outputs(document(*runs))
        self.assertIn("| 777 MB |", said)
        self.assertIn("| whole | `driver_memory`; with its limits raised: whole |", said)


class Rows(unittest.TestCase):
    def test_the_median_of_runs_that_are_the_same_and_the_worst_of_their_failures(self):
        runs = [run("devices", 10, devices=10, wall=wall, ok=ok) for wall, ok in ((3.0, 10), (1.0, 8), (2.0, 10))]
        one = growth_rows.row(document(*runs), "devices", 10)
        self.assertEqual((one.wall, one.failed), (2.0, 2))

    def test_what_was_done_in_two_ways_is_told_apart(self):
        kept = document(run("outputs", 5, how="raw"), run("outputs", 7, how="parsed"))
        self.assertEqual([one.value for one in growth_rows.rows(kept, "outputs", "raw")], [5])
        self.assertIsNone(growth_rows.row(kept, "outputs", 7, "raw"))


class Million(unittest.TestCase):
    def lines(self):
        return {what: (how, result) for what, how, result in million.lines(million.costs(whole_document()))}

    def test_what_a_million_devices_take(self):
        lines = self.lines()
        self.assertEqual(lines["processor time of a run"][1], "2.78 hours")
        self.assertEqual(lines["what it prints"][1], "5 GB")
        self.assertEqual(lines["in five minutes: processors"][1], "33.3")
        self.assertEqual(lines["in five minutes: machines like this one, for that alone"][1], "9")
        self.assertEqual(lines["memory to read the inventory, in each process"][1], "2 GB")

    def test_no_machine_is_left_out_for_being_half_used(self):
        self.assertEqual(self.lines()["in an hour: machines like this one, for that alone"][1], "1")

    def test_a_greater_fleet_that_was_measured_elsewhere_counts(self):
        class Greater:
            processor, devices = 0.005, 10_000

        costs = million.costs(whole_document(), [Greater])
        self.assertEqual((costs.device, costs.fleet), (0.005, 10_000))

    def test_a_session_costs_what_is_above_one_device(self):
        costs = million.costs(whole_document())
        self.assertAlmostEqual(costs.session, 499 * 100_000 / 500)
        self.assertAlmostEqual(costs.files, 499 / 500)


class Answers(unittest.TestCase):
    def came_of(self, *said, expected=None, devices=2):
        return growth.of_output(devices, expected, [json.dumps(line) for line in said])

    def test_rows_and_bytes_are_counted(self):
        good = {"status": "ok", "rows": [1, 2, 3]}
        self.assertEqual(self.came_of(good, good, expected=3), (2, {}))
        self.assertEqual(self.came_of(good, good, expected=4), (0, {"the answer is not whole": 2}))
        self.assertEqual(self.came_of({"status": "ok", "raw": "x" * 100}, expected=100, devices=1), (1, {}))

    def test_who_says_nothing_has_failed(self):
        fault = {"status": "driver_fault", "error": {"kind": "driver_memory"}}
        self.assertEqual(self.came_of(fault), (0, {"driver_memory": 1, "it said nothing": 1}))


class Recordings(unittest.TestCase):
    def test_an_output_is_as_large_as_asked_for(self):
        for size in (1000, 100_000):
            made = len("".join(recordings.interface_rows(size)))
            self.assertGreaterEqual(made, size)
            self.assertLess(made, size + 100)

    def test_a_recording_holds_the_answer_to_both_commands(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "made.cast")
            rows = recordings.with_output(file, 3_000_000)
            header, *events = map(json.loads, file.read_text().splitlines())
        self.assertEqual(header["nethost"]["platform"], "cisco_ios")
        said = "".join(text for _, code, text in events if code == "o")
        self.assertEqual(said.count(" YES NVRAM "), 2 * rows)

    def test_there_is_a_platform_for_each_driver_and_a_fixture_where_one_is_named(self):
        plugins = growth.ROOT / "plugins"
        drivers = {file.parent.name.replace("-", "_") for file in plugins.glob("*/driver.toml")}
        self.assertEqual({platform.name for platform in recordings.PLATFORMS}, drivers)
        with tempfile.TemporaryDirectory() as folder:
            for platform in recordings.PLATFORMS:
                session = json.loads(recordings.of_platform(folder, platform, plugins).read_text())
                self.assertTrue(session["commands"][-1]["show version\n"].endswith(platform.prompt))


class Inventory(unittest.TestCase):
    def test_a_device_of_another_platform_says_so(self):
        devices = [Device("a", "a", "127.1.0.1", 1), Device("b", "b", "127.1.0.2", 2, "linux")]
        text = inventory_toml("[defaults]\nx = 1\n\n[devices.old]\n", devices)
        self.assertEqual(text.count("platform"), 1)
        self.assertTrue(text.endswith('[devices.b]\nhost = "127.1.0.2"\nport = 2\nplatform = "linux"\n'))


if __name__ == "__main__":
    unittest.main()
