"""An office where things wait for a second person, and one sort of thing that may be asked for."""

import pytest

from core import approvals
from core.approvals import Kind
from core.approvals.actions import ask
from tests import factories
from tests.factories import TODAY


@pytest.fixture(autouse=True)
def office(db):
    return factories.utility()


@pytest.fixture
def ingrid(office):
    return factories.person("supervisor", full_name="Ingrid Halvorsen")


@pytest.fixture
def abdi(office):
    return factories.person("supervisor", full_name="Abdi Warsame")


@pytest.fixture
def maria(office):
    return factories.person("specialist", full_name="Maria Olson")


@pytest.fixture
def eleanor(office):
    return factories.person("director", full_name="Eleanor Fitzgerald")


@pytest.fixture
def done():
    """What the kind under test was told to do."""
    return []


@pytest.fixture
def kind(monkeypatch, done):
    """Something that a supervisor decides. "no" in its facts makes the deed refuse."""
    made = Kind(
        code="plan_beyond_limits",
        title="Plan beyond the limits",
        permission="release_letter_runs",
        approve=lambda approval, *, actor, today: done.append(("approve", approval.subject_key, actor)),
        return_=lambda approval, *, reason, actor, today: done.append(("return", approval.subject_key, reason)),
        prepare=lambda approval, *, today: done.append(("prepare", approval.subject_key)),
        withdraw=lambda approval, *, reason, actor, today: done.append(("withdraw", approval.subject_key, reason)),
        url=lambda approval: "/somewhere/",
    )
    monkeypatch.setitem(approvals.KINDS, made.code, made)
    return made


@pytest.fixture
def asked(kind, maria):
    """What Maria asked for."""

    def make(actor=maria, subject=None, **given):
        said = {"sentence": "Ten months for 612.40.", "follows": "The plan starts when 61.24 arrives."}
        return ask(kind.code, subject=subject or factories.customer(), actor=actor, today=TODAY, **{**said, **given})

    return make
