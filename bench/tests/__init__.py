"""Tests of what needs no fleet: `python3 -m unittest discover -s bench/tests -t bench`."""
