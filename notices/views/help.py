"""What do the pages about letters say under `?`"""

from django.utils.translation import gettext as _


def _words() -> list[tuple[str, str]]:
    return [
        (_("issued"), _("written for good: what it says and its text can no longer change")),
        (_("printed"), _("in a batch for the printer; it may still lie on a desk")),
        (_("mailed"), _("a person confirmed the day, the class and the count")),
        (_("taken out"), _("pulled before mailing, with a reason; it is not counted any more")),
    ]


def preview_help(*, can_be_issued: bool = True) -> dict:
    issue = [("Ctrl Enter", _("issue"))] if can_be_issued else []
    return {
        "purpose": _("See exactly what will be mailed, and where each figure in it comes from. Issuing freezes it."),
        "keys": [
            *issue,
            ("e", _("change this one letter")),
            ("v", _("open the PDF")),
            ("Esc", _("back to the account")),
        ],
        "words": _words(),
    }


def letter_help() -> dict:
    return {
        "purpose": _("What one letter said and what became of it. Its PDF is always the same bytes as the mailed one."),
        "keys": [
            ("v", _("open the PDF")),
            ("u", _("undo, for some minutes after you issued it")),
            ("Esc", _("back to the account")),
        ],
        "words": _words(),
    }


def held_run_help() -> dict:
    return {
        "purpose": _(
            "Letters that do not leave by themselves: a kind with legal effect, or more in a night than is usual. "
            "A supervisor lets them go or stops them."
        ),
        "keys": [("j k", _("move")), ("Enter", _("open a letter")), ("Esc", _("back to the mail room"))],
        "words": [(_("held back"), _("issued, and kept from the printer until a supervisor lets it go")), *_words()],
    }


def mail_room_help() -> dict:
    return {
        "purpose": _(
            "Follow letters from waiting to mailed. Printed is not mailed: a person confirms what left the house."
        ),
        "keys": [("j k", _("move")), ("Enter", _("open a batch")), ("m", _("confirm mailed")), ("r", _("print now"))],
        "words": [(_("batch"), _("letters printed together, with a cover sheet on top")), *_words()],
    }


def office_help() -> dict:
    return {
        "purpose": _(
            "See and change what every letter says about this office: where mail comes back to, whom to call and when."
        ),
        "keys": [("Ctrl Enter", _("propose")), ("Esc", _("back to the mail room"))],
        "words": [
            (_("proposed"), _("written down; it holds only once another person has approved it")),
            (_("setting"), _("what the machine was set up with; a figure of the rulebook wins over it")),
        ],
    }


def households_help() -> dict:
    return {
        "purpose": _("See what goes to one household side by side, and take out what need not go beside another."),
        "keys": [("Esc", _("back to the mail room"))],
        "words": [(_("household"), _("whoever gets mail at the same address")), *_words()],
    }


def batch_help() -> dict:
    return {
        "purpose": _("One pile of paper. Count it, take out what should not leave, and confirm the day it was mailed."),
        "keys": [
            ("j k", _("move")),
            ("Enter", _("open a letter")),
            ("v", _("open the file")),
            ("a", _("open the affidavit, once it is mailed")),
            ("Ctrl Enter", _("confirm")),
            ("Esc", _("back")),
        ],
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


def returned_help() -> dict:
    return {
        "purpose": _(
            "Scan or type the number of a letter that came back, say why, and go on with the next. Where it does not "
            "arrive, its address is bad: nothing more is mailed there."
        ),
        "keys": [("Enter", _("find the letter"))],
        "words": [
            (_("bad address"), _("a letter to it came back; it is bad until it changes or somebody says it is good")),
            (_("unclaimed"), _("it arrived and nobody fetched it: the address stays good")),
            (_("good again"), _("a person knows that mail arrives there, and says how")),
        ],
    }


def record_returned_help() -> dict:
    keys = [("1 – 9", _("choose the reason")), ("Ctrl Enter", _("record, then the next")), ("Esc", _("another letter"))]
    return returned_help() | {"keys": keys}


def good_again_help() -> dict:
    return returned_help() | {
        "purpose": _(
            "Say how you know that mail arrives at this address again. From then on letters go there as before."
        ),
        "keys": [("Ctrl Enter", _("save")), ("Esc", _("back"))],
    }


def email_help() -> dict:
    return {
        "purpose": _(
            "Letters by e-mail, where the customer chose it. What the law wants on paper goes on paper all the same."
        ),
        "keys": [("Ctrl Enter", _("save")), ("Esc", _("back"))],
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
