"""Pure functions on plain values: no database, no clock, no settings."""
