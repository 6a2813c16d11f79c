"""Does an answer say what was found, why, and how to ask for a review?"""

import pytest

from inquiries.letters import INQUIRY_REPLY
from notices.kinds import kind_of
from notices.paper import body
from notices.paper.words import plain_facts
from notices.queries.versions import shipped_text

TEXT = shipped_text("inquiry_reply", "en")
OFFICE = {
    "holder_name": "Ruth Halvorsen", "office_phone": "218-555-0100", "office_hours": "weekdays 8:00 to 4:30",
    "utility_name": "Demo City Utilities",
}  # fmt: skip


def filled(**changes):
    return body.fill(TEXT, plain_facts({**OFFICE, **INQUIRY_REPLY.sample, **changes}))


def test_is_registered_with_what_was_found_and_the_review_as_required_parts():
    assert {part.code for part in kind_of("inquiry_reply").required} == {"what_we_found", "how_to_appeal"}
    assert {"what_we_found", "how_to_appeal"} <= body.understand(TEXT).parts


@pytest.mark.parametrize(("is_changed", "said"), [(True, "We changed your bill"), (False, "The bill stays as it was")])
def test_says_whether_the_bill_changes_and_what_is_owed(is_changed, said):
    text = filled(is_changed=is_changed)

    assert said in text and "$42.80" in text and "Monday, October 26, 2026" in text
