"""How does an action say no?"""


class RuleViolation(Exception):
    """A refusal in one plain sentence to a colleague: what is refused, the fact, what can be done instead."""
