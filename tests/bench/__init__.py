"""`make bench`: how long pages take beside an empty page, and what a consolidated PDF costs. Not part of the tests: a
busy machine would fail them."""
