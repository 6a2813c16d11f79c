"""The demo as one package: its fixtures end when its last test has."""
