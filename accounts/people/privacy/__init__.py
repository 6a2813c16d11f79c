"""Whose address is protected, and which accounts are closed to which colleague? Pages and actions."""
