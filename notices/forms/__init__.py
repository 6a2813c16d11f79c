"""What may a person type about letters and their texts? One module per noun."""

from notices.forms.letters import (
    AccountForm,
    DayForm,
    EmailForm,
    IssueForm,
    MailedForm,
    OfficeForm,
    PrintAgainForm,
    PullForm,
    ReturnedForm,
    ScanForm,
    StopForm,
    WhyForm,
)
from notices.forms.writing import BeginForm, SendForm, VersionForm

__all__ = [
    "AccountForm",
    "BeginForm",
    "DayForm",
    "EmailForm",
    "IssueForm",
    "MailedForm",
    "OfficeForm",
    "PrintAgainForm",
    "PullForm",
    "ReturnedForm",
    "ScanForm",
    "SendForm",
    "StopForm",
    "VersionForm",
    "WhyForm",
]
