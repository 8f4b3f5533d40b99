"""WHAT is to be done: plans, legal documents, duties, assignments, indicators, targets."""
