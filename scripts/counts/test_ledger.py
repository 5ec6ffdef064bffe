"""What is refused, what is let pass, and what is written: `python3 -m unittest discover scripts/counts`."""

import unittest

import ledger


def of(**cases):
    """A ledger of cases, each with its number and its reason."""
    return {
        "compiler": "rustc 1",
        "cases": {name: {"instructions": number, "why": why} for name, (number, why) in cases.items()},
    }


class Compare(unittest.TestCase):
    def test_a_tenth_more_passes_and_what_is_above_is_refused(self):
        recorded = of(parse=(1000, "first"))
        self.assertEqual(ledger.compare(recorded, {"parse": 1100}), ([], []))
        wrong, notes = ledger.compare(recorded, {"parse": 1101})
        self.assertEqual(wrong, ["parse went from 1,000 to 1,101 instructions (+10.1%)"])
        self.assertEqual(notes, [])

    def test_a_loop_done_twice_is_refused(self):
        wrong, _ = ledger.compare(of(parse=(50_000, "first"), login=(9, "first")), {"parse": 100_000, "login": 9})
        self.assertEqual(wrong, ["parse went from 50,000 to 100,000 instructions (+100.0%)"])

    def test_what_takes_much_less_is_to_be_recorded(self):
        recorded = of(parse=(1000, "first"))
        self.assertEqual(ledger.compare(recorded, {"parse": 900}), ([], []))
        wrong, notes = ledger.compare(recorded, {"parse": 899})
        self.assertEqual(wrong, [])
        self.assertEqual(
            notes, ["parse went from 1,000 to 899 instructions (-10.1%): record it, so that it stays so"]
        )

    def test_a_case_stands_on_both_sides(self):
        wrong, _ = ledger.compare(of(gone=(1, "first")), {"new": 2})
        self.assertEqual(
            wrong, ["new is not recorded: it takes 2 instructions", "gone is recorded and was not counted"]
        )


class Unexplained(unittest.TestCase):
    def test_a_number_rises_only_with_a_new_reason(self):
        before = of(parse=(1000, "first"))
        self.assertEqual(
            ledger.unexplained(before, of(parse=(1200, "first "))),
            ["parse was recorded anew, from 1,000 to 1,200 instructions (+20.0%), without a new reason"],
        )
        self.assertEqual(ledger.unexplained(before, of(parse=(1200, "it reads dates now"))), [])

    def test_small_rises_falls_and_new_cases_need_none(self):
        before = of(parse=(1000, "first"))
        for after in (of(parse=(1100, "first")), of(parse=(10, "first")), of(parse=(1000, "first"), new=(5, "first"))):
            self.assertEqual(ledger.unexplained(before, after), [])


class Accepted(unittest.TestCase):
    def test_only_what_is_out_of_bounds_or_new_is_recorded(self):
        new, taken = ledger.accepted(
            of(same=(1000, "first"), more=(1000, "first"), less=(1000, "first"), gone=(1, "first")),
            {"same": 1050, "more": 2000, "less": 10, "new": 7},
            "it had to be",
            "rustc 1",
        )
        self.assertEqual(taken, ["more", "less", "new"])
        self.assertEqual(
            new,
            of(same=(1000, "first"), more=(2000, "it had to be"), less=(10, "it had to be"), new=(7, "it had to be")),
        )

    def test_another_compiler_records_all(self):
        new, taken = ledger.accepted(of(same=(1000, "first")), {"same": 1001}, "a new compiler", "rustc 2")
        self.assertEqual((taken, new["compiler"]), (["same"], "rustc 2"))


class File(unittest.TestCase):
    def test_what_is_written_is_read_back(self):
        recorded = of(parse=(1_234_567, 'a "quoted" reason, with \\ and a line\nmore'), login=(9, "zürich"))
        self.assertEqual(ledger.read(ledger.written(recorded)), recorded)

    def test_nothing_is_recorded_in_an_empty_file(self):
        self.assertEqual(ledger.read(""), {"compiler": "", "cases": {}})


if __name__ == "__main__":
    unittest.main()
