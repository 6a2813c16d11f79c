"""How does an extract get from a folder into the books? Open, read, judge, merge, compare (docs/extracts.md)."""
