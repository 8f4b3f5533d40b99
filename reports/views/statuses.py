"""How a page answers what it could not take, so that scripts and tests can tell one reason from another."""

CONFLICT = 409  # What it was about has changed meanwhile, or may no longer be done.
UNREADABLE = 422  # Something that was typed or sent is wrong.
