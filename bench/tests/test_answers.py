import json
import unittest

import answers
from fleet import Device

DEVICES = [Device("0-lab-0001", "lab-0001", "127.1.0.1", 4000), Device("0-lab-0002", "lab-0002", "127.1.0.2", 4000)]


def lines(device, hostname, **changed):
    """What nethost prints for a device."""
    rows = [
        [{"hostname": hostname}],
        [{"interface": "Vlan1"}, {"interface": "Loopback0"}],
        [{"config": f"hostname {hostname}\n*  {hostname}: simulated device. It is a toy.\nend\n"}],
    ]
    for command, told in zip(answers.COMMANDS, rows, strict=True):
        said = {"device": device, "command": command, "status": "ok", "error": None, "rows": told}
        yield json.dumps(said | changed)


class Ndjson(unittest.TestCase):
    def came_of(self, *told):
        return answers.from_ndjson(DEVICES, told)

    def test_a_device_answers_with_all_commands(self):
        one, two = (list(lines(device.name, device.hostname)) for device in DEVICES)
        self.assertEqual(self.came_of(*one, *two), (2, {}))
        self.assertEqual(self.came_of(*one, *two[:2]), (1, {}))

    def test_an_answer_of_another_device_is_none(self):
        ok, errors = self.came_of(*lines("0-lab-0001", "lab-0002"))
        self.assertEqual((ok, errors), (0, {"show version: the answer is not whole": 1}))

    def test_a_failure_is_told_once_for_each_device(self):
        failed = {"status": "timed_out", "error": {"kind": "command_timeout"}, "rows": None}
        ok, errors = self.came_of(*lines("0-lab-0001", "lab-0001", **failed))
        self.assertEqual((ok, errors), (0, {"command_timeout": 1}))

    def test_a_configuration_that_stops_early_is_not_whole(self):
        told = list(lines("0-lab-0001", "lab-0001"))
        cut = json.loads(told[2]) | {"rows": [{"config": "hostname lab-0001\n"}]}
        self.assertEqual(self.came_of(*told[:2], json.dumps(cut))[0], 0)

    def test_half_a_line_is_left_out(self):
        self.assertEqual(self.came_of(*lines("0-lab-0001", "lab-0001"), '{"device":"0-l'), (1, {}))


class Tally(unittest.TestCase):
    def test_the_last_line_counts(self):
        told = ["noise\n", '{"ok": 1, "errors": {}}\n', '{"ok": 3, "errors": {"closed": 1}}\n', "{broken\n"]
        self.assertEqual(answers.from_tally(told), (3, {"closed": 1}))

    def test_silence_is_not_zero(self):
        self.assertEqual(answers.from_tally([]), (None, {}))


if __name__ == "__main__":
    unittest.main()
