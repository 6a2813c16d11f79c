"""What may each role do? The one table; pages, menus and tests read it."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    SPECIALIST = "specialist"
    SUPERVISOR = "supervisor"
    DIRECTOR = "director"
    CASHIER = "cashier"
    DISPATCHER = "dispatcher"
    FIELD_CREW = "field-crew"
    PARALEGAL = "paralegal"
    AUDITOR = "auditor"
    TRAINEE = "trainee"
    ADMINISTRATOR = "administrator"

    @property
    def words(self) -> str:
        return self.value.replace("-", " ")


CHOICES = [(role.value, role.words) for role in Role]

_READERS = {Role.SPECIALIST, Role.SUPERVISOR, Role.DIRECTOR, Role.AUDITOR, Role.TRAINEE}
_WORKERS = {Role.SPECIALIST, Role.SUPERVISOR}
MAY_STAND_IN = {Role.SPECIALIST, Role.SUPERVISOR, Role.DIRECTOR}

# permission: (who may, what it is called in "Only a … may …")
TABLE: dict[str, tuple[set[Role], object]] = {
    "read_money": (_READERS | {Role.CASHIER}, _("read what accounts owe and paid")),
    "read_accounts": (_READERS, _("read account files")),
    "read_letters": (_READERS, _("read letters")),
    "read_holds": (_READERS, _("read holds")),
    "read_private": (_WORKERS | {Role.DIRECTOR, Role.AUDITOR}, _("open what is private by law")),
    "read_night": (_READERS, _("read what the night did")),
    "read_extracts": (_READERS, _("read extracts and reconciliation")),
    "log_contacts": (_WORKERS | {Role.TRAINEE}, _("log contacts")),
    "record_refused_calls": ({Role.SUPERVISOR}, _("record a call that the contact rules refuse")),
    "keep_people": (_WORKERS, _("keep people, numbers, places and notes")),
    "protect_addresses": ({Role.SUPERVISOR}, _("protect an address and name who may see it")),
    "lock_staff_accounts": ({Role.SUPERVISOR}, _("lock the accounts of staff and their relatives")),
    "withdraw_lines": (_WORKERS, _("withdraw a line that stands on the wrong account")),
    "visit": (_WORKERS, _("plan visits and record them")),
    "finish_tasks": (_WORKERS | {Role.TRAINEE}, _("finish and move next steps")),
    "assign_accounts": (_WORKERS, _("assign accounts, work lists and act on several at once")),
    "save_views": (_READERS, _("save views of a list")),
    "read_skips": ({Role.SUPERVISOR, Role.DIRECTOR, Role.AUDITOR}, _("read what was skipped and why")),
    "change_holds": (_WORKERS, _("open and end holds")),
    "read_plans": (_READERS, _("read plans, promises and budgets")),
    "offer_plans": (_WORKERS | {Role.DIRECTOR, Role.TRAINEE}, _("offer plans and note promises")),
    "agree_plans": (_WORKERS | {Role.DIRECTOR}, _("agree on plans and change them")),
    "decide_plans": ({Role.SUPERVISOR, Role.DIRECTOR}, _("decide on plans beyond a colleague’s limits")),
    "decide_long_plans": ({Role.DIRECTOR}, _("decide on plans beyond a supervisor’s limits")),
    "draft_letters": (_WORKERS | {Role.TRAINEE}, _("preview letters")),
    "issue_letters": (_WORKERS, _("issue, print and take out letters")),
    "read_templates": (_READERS, _("read the texts of letters")),
    "write_templates": (_WORKERS, _("write the texts of letters")),
    "approve_templates": ({Role.SUPERVISOR}, _("approve the texts of letters")),
    "record_returned_mail": (_WORKERS, _("record mail that came back")),
    "hand_out_forms": (_READERS | {Role.CASHIER}, _("hand out forms")),
    "confirm_mailings": (_WORKERS, _("confirm mailings")),
    "post_payments": (_WORKERS | {Role.CASHIER}, _("post payments")),
    "make_statements": (_WORKERS | {Role.CASHIER}, _("make statements of account")),
    "void_payments": (_WORKERS | {Role.CASHIER}, _("void payments and record returned ones")),
    "explain_differences": (_WORKERS, _("explain reconciliation differences")),
    "upload_extracts": ({Role.SUPERVISOR}, _("upload extracts")),
    "run_night": ({Role.SUPERVISOR}, _("run and resume the night")),
    "release_letter_runs": ({Role.SUPERVISOR}, _("release letter runs")),
    "read_inbox": (_READERS, _("read what waits for approval")),
    "release_trainee_work": (_WORKERS, _("release what a trainee prepared")),
    "read_rulebook": (_READERS | {Role.CASHIER, Role.PARALEGAL}, _("read the rulebook")),
    "change_figures": ({Role.SUPERVISOR, Role.DIRECTOR}, _("change the rulebook")),
    "sign_protections": ({Role.SUPERVISOR}, _("sign that the protections are complete")),
    "import_holds": ({Role.SUPERVISOR}, _("bring over protections from another system")),
    "name_stand_ins": ({Role.SUPERVISOR, Role.DIRECTOR}, _("name a stand-in for their approvals")),
    "hand_over_work": ({Role.SUPERVISOR}, _("hand one’s open work to another")),
    "read_access_log": ({Role.SUPERVISOR, Role.DIRECTOR, Role.AUDITOR}, _("read who looked")),
    "read_people": ({Role.ADMINISTRATOR, Role.DIRECTOR, Role.AUDITOR}, _("read people and roles")),
    "change_people": ({Role.ADMINISTRATOR}, _("change people and roles")),
    "use_the_desk": (set(Role), _("log in")),
}


def may(roles: list[str], permission: str) -> bool:
    """Whether any of a person's roles holds a permission of the table."""
    who, _words = TABLE[permission]
    return any(role in who for role in roles)


def who_may(permission: str) -> str:
    """ "specialist or supervisor": the sentence part that says whom to ask."""
    who, _words = TABLE[permission]
    names = [role.words for role in Role if role in who]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
