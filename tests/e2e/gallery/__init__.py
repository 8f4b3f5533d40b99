"""Every component on a few pages, for looking at them in a browser; never part of the portal."""
