import unittest
from xml.etree import ElementTree

import figures
import page
import picture
import svg
from tests.sample import document, run

TEXT = "{http://www.w3.org/2000/svg}text"

FULL = document(
    *(run(name, devices) for devices in (100, 1000) for name in ("nethost", "floor")),
    run("slow", 100, ok=60, stopped=True, wall=300.2, errors={"a | <b>": 1}),
)


def words(text):
    return [element.text for element in ElementTree.fromstring(text).iter(TEXT)]


class Pictures(unittest.TestCase):
    def test_both_are_well_formed_and_name_everybody(self):
        self.assertLessEqual({"nethost", "floor", "slow"}, set(words(picture.growth(FULL))))
        bars = words(picture.bars(FULL))
        self.assertLessEqual({"nethost", "floor", "1 s", "5 ms"}, set(bars))

    def test_a_benchmark_of_nothing_is_a_picture_too(self):
        for draw in (picture.bars, picture.growth):
            ElementTree.fromstring(draw(document()))

    def test_a_run_that_was_stopped_is_told_as_such(self):
        stopped = document(run("nethost", 100), run("slow", 100, ok=60, stopped=True, wall=300.2))
        told = words(picture.bars(stopped))
        self.assertIn("> 300 s", told)
        self.assertTrue(any("slow with 60 devices" in line for line in told))

    def test_text_is_escaped(self):
        self.assertEqual(words(svg.picture(1, 1, "t", [svg.text(0, 0, "a < b & c")])), ["a < b & c"])


class Scales(unittest.TestCase):
    def test_a_decade_is_as_long_as_another(self):
        scale = svg.LogScale(1, 100, 0, 200)
        self.assertEqual([scale.place(value) for value in (1, 10, 100)], [0, 100, 200])
        self.assertEqual(scale.decades(), [1, 10, 100])

    def test_all_values_are_on_it(self):
        for low, high in ((0.07, 0.9), (5, 5), (31, 299), (9.9, 1001)):
            scale = svg.LogScale(low, high, 0, 1)
            self.assertLessEqual(0, scale.place(low))
            self.assertLessEqual(scale.place(high), 1 + 1e-9)

    def test_labels_keep_their_distance_and_their_order(self):
        self.assertEqual(svg.apart([50, 10, 50], 10, 0, 100), [45, 10, 55])
        self.assertEqual(svg.apart([98, 99], 10, 0, 100), [90, 100])
        self.assertEqual(svg.apart([1, 2], 10, 0, 100), [0, 10])
        self.assertEqual(svg.apart([], 10, 0, 100), [])


class Page(unittest.TestCase):
    def test_it_tells_what_ran_and_what_did_not(self):
        text = page.page(FULL, "a.json", "a.svg", "b.svg")
        self.assertIn("| **nethost** | 100 | 1.00 s | 2.50 × | 5 ms | 20 MB |", text)
        self.assertIn("stopped at 300 s", text)
        self.assertIn("slow was not run: it ran into the limit at 100 devices.", text)
        self.assertIn("Left out: absent, because its packages cannot be installed", text)

    def test_fewer_sessions_than_allowed_are_told(self):
        for connections, told in ((95, "| 100 |"), (60, "| 100 (60 seen) |")):
            kept = document(run("floor", 100, connections=connections))
            self.assertIn(told, page.page(kept, "a.json", "a.svg", "b.svg"))

    def test_errors_are_told_but_not_all_of_them(self):
        many = {f"cannot reach {device}": 1 for device in range(9)} | {"closed": 20}
        kept = document(run("floor", 100, ok=71, errors=many))
        text = page.page(kept, "a.json", "a.svg", "b.svg")
        self.assertIn("floor: 20 × `closed`.", text)
        self.assertIn("floor: 7 × something else.", text)

    def test_each_line_of_a_table_has_the_same_cells(self):
        rows = [line for line in page.page(FULL, "a.json", "a.svg", "b.svg").splitlines() if line.startswith("| ")]
        self.assertTrue(rows)
        table = page.table([["a", "b"], ["c | d", "e"]])
        self.assertEqual(table.splitlines()[2], r"| c \| d | e |")


class Figures(unittest.TestCase):
    def test_numbers_are_read_at_a_glance(self):
        told = [figures.figure(value) for value in (0, 3, 3.146, 9.999, 99.96, 1234.5)]
        self.assertEqual(told, ["0", "3", "3.15", "10", "100", "1,234"])

    def test_the_unit_keeps_them_short(self):
        told = [figures.seconds(value) for value in (0.00084, 0.9999, 12.34)]
        self.assertEqual(told, ["0.84 ms", "1 s", "12.3 s"])
        self.assertEqual([figures.size(value) for value in (75_140, 999_900, 2.1e9)], ["75.1 KB", "1 MB", "2.1 GB"])


if __name__ == "__main__":
    unittest.main()
