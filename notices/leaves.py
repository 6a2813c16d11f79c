"""Which enclosures lie behind a letter of a kind, in which words?"""

from datetime import date

from notices.kinds import LetterKind
from notices.paper.page import ENGLISH, Leaf
from notices.queries.versions import versions_in_force


def leaves_of(kind: LetterKind, language: str, *, today: date) -> tuple[Leaf, ...]:
    """The kind's enclosures in its order, each in the letter's language where its text is in force, otherwise English,
    and behind them in English too where the letter has legal effect and goes in both. Of a leaf it is itself."""
    languages = [language, ENGLISH] if kind.has_legal_effect and language != ENGLISH else [language]
    codes = (kind.code,) if kind.is_leaf else kind.leaves
    return tuple(dict.fromkeys(_leaf(code, wanted, today) for wanted in languages for code in codes))


def _leaf(code: str, language: str, today: date) -> Leaf:
    versions = versions_in_force(code, today=today)
    version = versions.get(language, versions[ENGLISH])
    return Leaf(version.body, version.language)
