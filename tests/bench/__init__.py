"""`make bench`: how long the pages take beside an empty page, and what a consolidated PDF costs. Never part of the tests:
a busy machine would fail them."""
