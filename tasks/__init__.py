"""WHAT: plans, legal documents, duties, assignments, indicators, targets. Imports agencies."""
