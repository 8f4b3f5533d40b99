"""Pure functions on plain values; `now` is always an argument. Tested without a database."""
