"""How do frozen facts become pages? Facts in, bytes out: nothing here reads the database or the clock."""
