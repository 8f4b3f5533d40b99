"""What pages show, read from the database into plain values. Nothing here writes."""
