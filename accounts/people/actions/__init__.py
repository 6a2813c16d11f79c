"""What can happen to the people around an account: who they are, how they are reached, what the place is to them?"""

from accounts.people.actions.numbers import add_number, drop_number, judge_number, tried
from accounts.people.actions.parties import add_party, end_party, record_place_relation

__all__ = [
    "add_number",
    "add_party",
    "drop_number",
    "end_party",
    "judge_number",
    "record_place_relation",
    "tried",
]
