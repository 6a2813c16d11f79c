"""What do the pages about the texts of letters say under `?`"""

from django.utils.translation import gettext as _


def _words() -> list[tuple[str, str]]:
    return [
        (_("version"), _("one text of a letter in one language; an approved one never changes again")),
        (_("in force from"), _("letters issued from that day on are written with it; older letters keep their text")),
        (
            _("required part"),
            _("what such a letter must say by law or policy; its paragraph ends with its mark"),
        ),
        (_("second reader"), _("a colleague who reads the language and says that the translation reads right")),
    ]


def templates_help(*, may_write: bool) -> dict:
    begin = [("w", _("begin a new draft"))] if may_write else []
    return {
        "purpose": _(
            "See which letters the office writes, in which languages, and since when. Nothing changes a letter that "
            "was issued."
        ),
        "keys": [("j k", _("move")), ("Enter", _("open a letter’s versions")), *begin],
        "words": _words(),
    }


def template_help(*, may_write: bool) -> dict:
    begin = [("w", _("begin or open the draft"))] if may_write else []
    return {
        "purpose": _("Every text that this letter has had in one language, who wrote it and who approved it."),
        "keys": [("j k", _("move")), ("Enter", _("open a version")), *begin, ("Esc", _("all letters"))],
        "words": _words(),
    }


def editor_help() -> dict:
    return {
        "purpose": _(
            "Write the text with the real page beside it. What is missing is red. Saving keeps a draft; another "
            "person approves it."
        ),
        "keys": [
            ("{{", _("choose a field")),
            ("Ctrl Enter", _("save")),
            ("v", _("open the PDF")),
            ("d", _("see what changes")),
            ("Esc", _("leave the text, then the page")),
        ],
        "words": [
            (_("field"), _("a fact of the account; it is filled in for each letter")),
            (_("grade"), _("years of school that English text asks of its reader; aim at 8")),
            *_words(),
        ],
    }


def gone_help() -> dict:
    return {
        "purpose": _("The draft is gone; what you typed is still here. Copy it into another draft, or let it be."),
        "keys": [("Esc", _("all versions"))],
        "words": _words(),
    }


def compare_help(*, may_approve: bool, may_answer: bool, may_edit: bool) -> dict:
    keys = [("e", _("go on writing"))] if may_edit else []
    keys += [("a", _("approve"))] if may_approve else []
    keys += [("r", _("return it with a reason"))] if may_answer else []
    return {
        "purpose": _("See what changes for the reader, in the text and on the pages of three real accounts."),
        "keys": [*keys, ("v", _("open the PDF")), ("Esc", _("all versions"))],
        "words": _words(),
    }
