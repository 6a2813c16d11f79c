"""What does a person see and do on the pages about a place?"""

from datetime import date

import pytest
from django.urls import reverse

from accounts.people.models import LockedAccount, ProtectedAddress
from accounts.places.actions import add_owner, open_caution
from accounts.places.models import Caution, PremiseOwner
from core.utility import moment
from tests import factories
from tests.desk.cast import text_of
from tests.factories import TODAY

SOON = date(2026, 12, 1)


@pytest.fixture
def as_maria(client, maria):
    client.force_login(maria)
    return client


def dog(account, review_on=SOON, **terms):
    given = {"kind": "dog", "source": "Crew, Oct 2", "review_on": review_on, "actor": None, "today": TODAY}
    return open_caution(account.premise_id, **{**given, **terms})


def owned(account):
    return add_owner(
        account.premise_id, name="Harbor Flats LLC", parcel="010-0270-00190", source="County list",
        from_on=date(2024, 5, 1), actor=None, today=TODAY,
    )  # fmt: skip


def protect(customer, *named):
    made = ProtectedAddress.objects.create(
        customer=customer, designated_line1="PO Box 17370", designated_city="Saint Paul", designated_state="MN",
        designated_zip="55117", source="Card", from_on=TODAY, entered_by=None, entered_at=moment(TODAY),
    )  # fmt: skip
    made.named.set(named)


def test_an_owner_and_a_caution_are_entered_and_stand_on_the_account(as_maria, account):
    as_maria.post(
        reverse("places:add_owner", args=[account.pk]),
        {"name": "Harbor Flats LLC", "parcel": "010-0270-00190", "from_on": "2024-05-01", "source": "County list"},
    )
    as_maria.post(
        reverse("places:open_caution", args=[account.pk]),
        {"kind": "dog", "words": "Ring at the front.", "source": "Crew", "review_on": "2026-12-01"},
    )

    people = text_of(as_maria.get(reverse("desk:people", args=[account.pk])))
    assert "Harbor Flats LLC" in people and "010-0270-00190" in people and "Ring at the front." in people
    assert "Caution: dog. Ring at the front." in text_of(as_maria.get(reverse("desk:account", args=[account.pk])))


def test_a_refused_form_keeps_what_was_typed(as_maria, account):
    typed = {"kind": "dog", "words": "The crazy neighbour", "source": "Crew", "review_on": "2026-12-01"}

    page = as_maria.post(reverse("places:open_caution", args=[account.pk]), typed)

    assert "“crazy” says something about a person." in text_of(page)
    assert "The crazy neighbour" in page.content.decode()
    assert not Caution.objects.exists()


def test_a_caution_is_kept_and_ended_on_its_page(as_maria, account):
    caution = dog(account)

    page = text_of(
        as_maria.post(reverse("places:keep_caution", args=[caution.pk]), {"review_on": "2027-02-01"}, follow=True)
    )
    assert "Looked at; it stays." in page and "Mon Feb 1, 2027" in page

    page = text_of(as_maria.post(reverse("places:end_caution", args=[caution.pk]), {"why": "Gone."}, follow=True))
    assert "The caution ended." in page and "Gone." in page


def test_an_owner_ends_on_a_form(as_maria, account):
    owner = owned(account)

    as_maria.post(reverse("places:end_owner", args=[owner.pk]), {"until_on": "2026-10-01"})

    owner.refresh_from_db()
    assert owner.until_on == date(2026, 10, 1)


def test_the_list_names_what_is_due_and_when_the_next_comes(as_maria, account, office):
    page = reverse("places:cautions")
    assert "No caution is entered anywhere." in text_of(as_maria.get(page))

    dog(account)
    assert "The next is on Tue Dec 1, 2026." in text_of(as_maria.get(page))

    office.business_date = SOON
    office.save()
    assert account.premise.line1 in text_of(as_maria.get(page))


def test_nobody_reads_about_the_place_of_their_own_account(as_maria, maria, account, office):
    caution, owner = dog(account), owned(account)
    LockedAccount.objects.create(
        account=account, person=maria, why="own", from_on=TODAY, entered_by=None, entered_at=moment(TODAY)
    )

    for name, pk in (
        ("caution", caution.pk), ("keep_caution", caution.pk), ("end_caution", caution.pk), ("end_owner", owner.pk),
        ("add_owner", account.pk), ("open_caution", account.pk),
    ):  # fmt: skip
        assert as_maria.get(reverse(f"places:{name}", args=[pk])).status_code in (403, 405), name
        assert as_maria.post(reverse(f"places:{name}", args=[pk]), {"why": "x"}).status_code in (403, 405), name
    office.business_date = SOON
    office.save()
    assert account.premise.line1 not in text_of(as_maria.get(reverse("places:cautions")))


def test_parcel_and_owner_of_a_protected_address_are_closed_and_its_place_is_not_named(as_maria, account, office):
    caution, owner = dog(account), owned(account)
    protect(account.customer)

    people = as_maria.get(reverse("desk:people", args=[account.pk])).content.decode()
    assert "010-0270-00190" not in people and "Harbor Flats" not in people
    assert as_maria.get(reverse("places:add_owner", args=[account.pk])).status_code == 404
    assert as_maria.get(reverse("places:end_owner", args=[owner.pk])).status_code == 404
    assert account.premise.line1 not in as_maria.get(reverse("places:caution", args=[caution.pk])).content.decode()
    office.business_date = SOON
    office.save()
    shown = as_maria.get(reverse("places:cautions")).content.decode()
    assert "Protected address" in shown and account.premise.line1 not in shown
    assert PremiseOwner.objects.count() == 1


def test_an_auditor_reads_a_caution_and_is_told_who_may_end_it(client, account):
    caution = dog(account)
    client.force_login(factories.person("auditor"))

    page = client.get(reverse("places:caution", args=[caution.pk]))

    assert "Only a specialist or supervisor may keep people, numbers, places and notes." in text_of(page)
    assert client.post(reverse("places:end_caution", args=[caution.pk]), {"why": "x"}).status_code == 403
