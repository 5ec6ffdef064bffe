import argparse
import errno
import tempfile
import unittest
import unittest.mock
from pathlib import Path

import rig


class Arguments(unittest.TestCase):
    def test_times_are_above_zero(self):
        self.assertEqual(rig.seconds("0.5"), 0.5)
        for text in ["0", "-3", "nan", "inf"]:
            with self.assertRaises(argparse.ArgumentTypeError, msg=text):
                rig.seconds(text)

    def test_counts_are_from_one_on(self):
        self.assertEqual(rig.count("3"), 3)
        for text in ["0", "-1"]:
            with self.assertRaises(argparse.ArgumentTypeError, msg=text):
                rig.count(text)


class Repeats(unittest.TestCase):
    def test_small_fleets_run_more_often(self):
        self.assertEqual([rig.repeats(3, size) for size in (1, 100, 101, 3000)], [9, 9, 3, 3])


class Files(unittest.TestCase):
    def said(self, function, *arguments):
        with self.assertRaises(SystemExit) as ended:
            function(*arguments)
        return str(ended.exception)

    def test_what_is_not_kept_is_named(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "kept.json")
            self.assertIn("No such file", self.said(rig.kept, "r", file))
            for text, why in [("", "no JSON"), ("[1]", "holds no results")]:
                file.write_text(text)
                said = self.said(rig.kept, "r", file)
                self.assertIn(str(file), said)
                self.assertIn(why, said)

    def test_what_cannot_be_written_is_named(self):
        def full():
            raise OSError(errno.ENOSPC, "No space left on device", "docs/benchmark.json")

        self.assertEqual(
            self.said(rig.written, "r", full), "r: docs/benchmark.json cannot be written: No space left on device"
        )
        self.assertIn("lack 'runs'", self.said(rig.written, "r", lambda: {}["runs"]))

    def test_what_is_broken_off_leaves_what_was_written_before(self):
        class Benchmark:
            def __init__(self, folder):
                self.so_far = rig.so_far("run.py", folder)

            def run(self):
                rig.keep({"runs": [1]}, self.so_far)
                raise KeyboardInterrupt

        with tempfile.TemporaryDirectory() as folder:
            for file in [rig.so_far("run.py", Path(folder)), kept := Path(folder, "docs", "benchmark.json")]:
                rig.keep({"runs": ["of before"]}, file)
            said = self.said(rig.document, "r", None, [], "make bench", lambda _: Benchmark(Path(folder)))
            so_far = rig.so_far("run.py", Path(folder))
            self.assertIn(f"interrupted; the runs that had ended are in {so_far}", said)
            self.assertEqual(rig.kept("r", so_far), {"runs": [1]})
            self.assertEqual(rig.kept("r", kept), {"runs": ["of before"]})

    def test_runs_of_an_earlier_benchmark_are_not_taken_for_those_of_this_one(self):
        class Benchmark:
            def __init__(self, folder):
                self.so_far = rig.so_far("run.py", folder)

            def run(self):
                raise KeyboardInterrupt

        with tempfile.TemporaryDirectory() as folder:
            rig.keep({"runs": ["of before"]}, rig.so_far("run.py", Path(folder)))
            self.said(rig.document, "r", None, [], "make bench", lambda _: Benchmark(Path(folder)))
            self.assertFalse(rig.so_far("run.py", Path(folder)).exists())

    def test_what_cannot_be_put_leaves_what_was_there(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "page.md")
            rig.put("whole", file)
            with self.assertRaises(OSError), unittest.mock.patch.object(Path, "replace", side_effect=OSError):
                rig.put("other", file)
            self.assertEqual(file.read_text(), "whole")
            self.assertEqual(list(Path(folder).iterdir()), [file])

    def test_what_is_no_program_is_not_run(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "nethost")
            for change, why in [(lambda: None, "is not there"), (file.touch, "is no program")]:
                change()
                said = self.said(rig.document, "r", None, [file], "make bench", self.fail)
                self.assertIn(why, said)
                self.assertIn("make bench", said)
