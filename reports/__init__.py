"""WHEN and WITH WHAT RESULT: periods, reports, reviews, consolidation, documents,
notices. Imports tasks and agencies."""
