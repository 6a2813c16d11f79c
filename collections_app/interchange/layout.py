"""What stands in an extract of format collections-extract/1: its files, their columns and what each may hold."""

from dataclasses import dataclass

FORMAT = "collections-extract/1"
LONGEST_FIELD = 1000

SERVICES = ("gas", "water", "sewer", "stormwater")
CHARGE_KINDS = ("bill", "adjustment", "late_fee", "returned_payment_fee", "reconnect_fee")
METHODS = ("cash", "check", "money_order", "ach", "card", "lockbox", "assistance")
HOME = "GS-"  # how the reference of money made here begins


@dataclass(frozen=True)
class Column:
    """One column: what it may hold, whether it may be empty, whether the file may lack it.

    `holds`: id, ref (an id of another row), text, date, amount, number, or one of a closed list.
    """

    name: str
    holds: str = "text"
    one_of: tuple[str, ...] = ()
    empty: bool = False
    optional: bool = False


def _id(name):
    return Column(name, "id")


def _ref(name):
    return Column(name, "ref")


def _text(name, *, optional=False):
    return Column(name, "text", empty=True, optional=optional)


def _date(name, *, empty=False):
    return Column(name, "date", empty=empty)


def _one(name, *values):
    return Column(name, "one_of", one_of=values)


def _amount(name):
    return Column(name, "amount")


@dataclass(frozen=True)
class File:
    """One CSV of the extract. `key` names the row: a second row with the same key is a repeat.

    `control` is the manifest's name for the total of `control_column`; `worded` a column whose unknown words load
    and are named.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    control: str = ""
    control_column: str = ""
    worded: str = ""
    words: tuple[str, ...] = ()

    @property
    def stage(self) -> str:
        """The staging table's name."""
        return f"stage_{self.name.removesuffix('.csv')}"


CUSTOMERS = File(
    "customers.csv",
    (
        _id("customer_id"),
        _one("kind", "person", "organization"),
        *(
            _text(name)
            for name in ("first_name", "last_name", "organization_name", "phone", "alternate_phone", "email")
        ),
        *(_text(f"mailing_{part}") for part in ("line1", "line2", "city", "state", "zip")),
        _text("language"),
    ),
    key=("customer_id",),
)
PREMISES = File(
    "premises.csv",
    (
        _id("premise_id"),
        *(_text(name) for name in ("line1", "unit", "city", "state", "zip", "route")),
        _one("occupancy", "owner", "tenant", "vacant", "unknown"),
        _one("premise_class", "residential", "multi_unit", "commercial"),
        _one("primary_heat", "gas", "electric", "oil", "unknown"),
    ),
    key=("premise_id",),
)
ACCOUNTS = File(
    "accounts.csv",
    (
        _id("account_number"),
        _ref("customer_id"),
        _ref("premise_id"),
        _one("status", "active", "inactive"),
        _date("opened_on", empty=True),
        _date("closed_on", empty=True),
        _text("account_class"),
        _text("billing_cycle"),
        _amount("stated_balance"),
    ),
    key=("account_number",),
    control="stated_balance",
    control_column="stated_balance",
)
SERVICES_FILE = File(
    "services.csv",
    (
        _ref("account_number"),
        _one("service", *SERVICES),
        _text("meter_number"),
        _date("started_on", empty=True),
        _date("ended_on", empty=True),
        _one("status", "on", "off"),
    ),
    key=("account_number", "service", "meter_number", "started_on"),
)
USAGE = File(
    "usage.csv",
    (
        _ref("account_number"),
        _one("service", *SERVICES),
        _date("period_end"),
        Column("quantity", "number"),
        _text("unit"),
        _amount("amount"),
    ),
    key=("account_number", "service", "period_end"),
)
CHARGES = File(
    "charges.csv",
    (
        _id("charge_id"),
        _ref("account_number"),
        _one("service", *SERVICES),
        _text("kind"),
        _date("billed_on"),
        _date("due_on"),
        _amount("amount"),
        _text("reference", optional=True),
    ),
    key=("charge_id",),
    control="charges",
    control_column="amount",
    worded="kind",
    words=CHARGE_KINDS,
)
PAYMENTS = File(
    "payments.csv",
    (
        _id("payment_id"),
        _ref("account_number"),
        _date("received_on"),
        _text("method"),
        _amount("amount"),
        _text("reference"),
        _text("reverses"),
    ),
    key=("payment_id",),
    control="payments",
    control_column="amount",
    worded="method",
    words=METHODS,
)
DEPOSITS = File(
    "deposits.csv",
    (
        _id("deposit_id"),
        _ref("account_number"),
        _date("received_on"),
        _amount("amount"),
        _text("reference", optional=True),
    ),
    key=("deposit_id",),
)

FILES = (CUSTOMERS, PREMISES, ACCOUNTS, SERVICES_FILE, USAGE, CHARGES, PAYMENTS, DEPOSITS)
BY_NAME = {file.name: file for file in FILES}
