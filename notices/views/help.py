"""What do the pages about letters say under `?`"""

from django.utils.translation import gettext as _


def _words() -> list[tuple[str, str]]:
    return [
        (_("issued"), _("written for good: what it says and its text can no longer change")),
        (_("printed"), _("in a batch for the printer; it may still lie on a desk")),
        (_("mailed"), _("a person confirmed the day, the class and the count")),
        (_("taken out"), _("pulled before mailing, with a reason; it is not counted any more")),
    ]


def _rows(opens: str, are_there: bool = True) -> list[tuple[str, str]]:
    """The keys of a list, where it has rows."""
    return [("j k", _("move")), ("Enter", opens)] if are_there else []


def preview_help(*, can_be_issued: bool, may_issue: bool, may_change: bool, has_page: bool, is_blank: bool) -> dict:
    keys = [("Ctrl Enter", _("issue") if may_issue else _("prepare"))] if can_be_issued else []
    keys += [("e", _("write this letter") if is_blank else _("change this one letter"))] if may_change else []
    keys += [("v", _("open the PDF"))] if has_page else []
    keys += [(".", _("other letters"))]
    return {
        "purpose": _("See exactly what will be mailed, and where each figure in it comes from. Issuing freezes it."),
        "keys": [*keys, ("Esc", _("back to the account"))],
        "words": _words(),
    }


def letter_help(*, may_undo: bool) -> dict:
    undo = [("u", _("undo, for some minutes after you issued it"))] if may_undo else []
    return {
        "purpose": _("What one letter said and what became of it. Its PDF is always the same bytes as the mailed one."),
        "keys": [("v", _("open the PDF")), *undo, ("Esc", _("back to the account"))],
        "words": _words(),
    }


def held_run_help(*, may_let_go: bool, has_rows: bool) -> dict:
    let_go = [("a", _("let go"))] if may_let_go else []
    return {
        "purpose": _(
            "Letters that do not leave by themselves: a kind with legal effect, or more in a night than is usual. "
            "A supervisor lets them go or stops them."
        ),
        "keys": [*let_go, *_rows(_("open a letter"), has_rows), ("Esc", _("back to the mail room"))],
        "words": [(_("held back"), _("issued, and kept from the printer until a supervisor lets it go")), *_words()],
    }


def mail_room_help(*, may_confirm: bool, may_print: bool, has_batches: bool) -> dict:
    keys = _rows(_("open a batch"), has_batches)
    keys += [("m", _("confirm mailed"))] if may_confirm else []
    keys += [("r", _("print now"))] if may_print else []
    return {
        "purpose": _(
            "Follow letters from waiting to mailed. Printed is not mailed: a person confirms what left the house."
        ),
        "keys": keys,
        "words": [(_("batch"), _("letters printed together, with a cover sheet on top")), *_words()],
    }


def office_help(*, may_change: bool) -> dict:
    propose = [("Ctrl Enter", _("propose"))] if may_change else []
    return {
        "purpose": _(
            "See and change what every letter says about this office: where mail comes back to, whom to call and when."
        ),
        "keys": [*propose, ("Esc", _("back to the mail room"))],
        "words": [
            (_("proposed"), _("written down; it holds only once another person has approved it")),
            (_("setting"), _("what the machine was set up with; a figure of the rulebook wins over it")),
        ],
    }


def households_help(*, of_a_batch: bool) -> dict:
    return {
        "purpose": _("See what goes to one household side by side, and take out what need not go beside another."),
        "keys": [("Esc", _("back to the batch") if of_a_batch else _("back to the mail room"))],
        "words": [(_("household"), _("whoever gets mail at the same address")), *_words()],
    }


def batch_help(*, may_confirm: bool, is_mailed: bool, may_print: bool) -> dict:
    keys = [("Ctrl Enter", _("confirm"))] if may_confirm else []
    keys += [*_rows(_("open a letter")), ("v", _("open the file"))]
    keys += [("a", _("open the affidavit"))] if is_mailed else []
    keys += [("r", _("print a part again"))] if may_print else []
    return {
        "purpose": _("One pile of paper. Count it, take out what should not leave, and confirm the day it was mailed."),
        "keys": [*keys, ("Esc", _("back to the mail room"))],
        "words": [
            (_("expected"), _("printed letters less those taken out")),
            (
                _("manifest"),
                _("a row per letter for the print shop: where it begins in the file, its sheets, its address"),
            ),
            (_("affidavit"), _("what whoever mailed the batch swears to, with every piece in it")),
            *_words(),
        ],
    }


def returned_help(*, may_record: bool = False, has_rows: bool = False) -> dict:
    find = [("Enter", _("find the letter"))] if may_record else []
    return {
        "purpose": _(
            "Scan the code at the top of the sheet that came back, or type its number, say why, and go on with the "
            "next. Where it does not arrive, its address is bad: nothing more is mailed there."
        ),
        "keys": [*find, *_rows(_("open the letter"), has_rows)],
        "words": [
            (_("bad address"), _("a letter to it came back; it is bad until it changes or somebody says it is good")),
            (_("unclaimed"), _("it arrived and nobody fetched it: the address stays good")),
            (_("good again"), _("a person knows that mail arrives there, and says how")),
        ],
    }


def record_returned_help(*, may_record: bool) -> dict:
    record = [("1 – 9", _("choose the reason")), ("Ctrl Enter", _("record, then the next"))] if may_record else []
    return returned_help() | {"keys": [*record, ("Esc", _("another letter"))]}


def good_again_help() -> dict:
    return returned_help() | {
        "purpose": _(
            "Say how you know that mail arrives at this address again. From then on letters go there as before."
        ),
        "keys": [("Ctrl Enter", _("save")), ("Esc", _("back"))],
    }


def email_help(*, may_save: bool = True) -> dict:
    save = [("Ctrl Enter", _("save"))] if may_save else []
    return {
        "purpose": _(
            "Letters by e-mail, where the customer chose it. What the law wants on paper goes on paper all the same."
        ),
        "keys": [*save, ("Esc", _("back"))],
        "words": [
            (_("choice"), _("the customer’s word, with what it rests on; it ends when an e-mail does not arrive")),
            (_("did not arrive"), _("the mail server gave it back: the letter goes on paper, made anew")),
        ],
    }


def forms_shelf_help() -> dict:
    return {
        "purpose": _("Papers to hand out: blank, or with the name, the number and the place of one account."),
        "keys": [("j k", _("move")), ("Enter", _("print blank, or filled once an account is named"))],
        "words": [
            (_("blank"), _("with lines to write on")),
            (_("last revised"), _("since when its words are what they are; they are written under Letters we write")),
        ],
    }
