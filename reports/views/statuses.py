"""How a page answers what it could not take, so that scripts and tests can tell one reason from another."""

SOMEONE_ELSE = 401  # Another account is signed in by now than the one whose page it is.
CONFLICT = 409  # What it was about has changed meanwhile, or may no longer be done.
UNREADABLE = 422  # Something that was typed or sent is wrong.
