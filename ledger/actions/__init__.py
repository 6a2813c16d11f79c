"""Everything that money made here can do: be posted with its receipt, be taken back, be printed."""

from ledger.actions.payments import check_payment, post_payment
from ledger.actions.posting import lock_journal_day
from ledger.actions.taking_back import return_payment, reverse, void_receipt

__all__ = ["check_payment", "lock_journal_day", "post_payment", "return_payment", "reverse", "void_receipt"]
