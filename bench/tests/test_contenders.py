import unittest
from pathlib import Path

import contenders
from fleet import Device, inventory_toml, shares

DEVICES = [Device("0-lab-0001", "lab-0001", "127.1.0.1", 4000), Device("0-lab-0002", "lab-0002", "127.1.0.2", 4000)]


class Peers(unittest.TestCase):
    def test_each_has_its_files(self):
        nowhere = Path("/nonexistent")
        peers = list(contenders.peers(nowhere))
        self.assertGreater(len(peers), 5)
        for peer in peers:
            self.assertTrue(Path(peer.program[1]).is_file(), peer.name)

    def test_what_is_not_installed_is_said(self):
        missing = {peer.name: peer.missing for peer in contenders.peers(Path("/nonexistent"))}
        self.assertIn("not installed", missing["netmiko"])

    def test_no_more_at_once_than_there_are(self):
        peer = contenders.Contender("a", "a", "", [], concurrency=100)
        self.assertEqual([peer.at_once(devices) for devices in (1, 100, 1000)], [1, 100, 100])
        self.assertEqual(contenders.Contender("b", "b", "", []).at_once(1000), 1000)


class Fleets(unittest.TestCase):
    def test_a_lab_holds_as_many_sessions_as_it_may_open_files(self):
        self.assertEqual(shares(3000, 20_000), [3000])
        self.assertEqual(shares(1001, 1024), [501, 500])

    def test_one_inventory_for_several_labs(self):
        text = inventory_toml('[defaults]\nusername = "lab"\n\n[devices.lab-0001]\nhost = "x"\n', DEVICES)
        self.assertEqual(text.count("[devices."), 2)
        self.assertIn('username = "lab"', text)
        self.assertNotIn('"x"', text)


if __name__ == "__main__":
    unittest.main()
