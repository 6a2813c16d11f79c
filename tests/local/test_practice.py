"""Which site is the practice site, and does everybody see that it is?"""

import pytest
from django.urls import reverse

from collections_app.local import where
from notices.paper import press
from tests import factories
from tests.notices.reading import text_of


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("practice", True),
        ("/srv/office/practice", True),
        ("/srv/office/practice/", True),
        (".local", False),
        ("", False),
        ("/srv/practice/real", False),
    ],
)
def test_the_practice_site_is_a_data_folder_of_that_name(monkeypatch, data, expected):
    monkeypatch.setenv("DATA", data)

    assert where.is_practice() is expected


@pytest.mark.django_db
def test_every_page_says_it_also_before_one_is_logged_in(client, settings):
    factories.utility()
    settings.PRACTICE = True
    before = client.get(reverse("staff:log_in")).content.decode()
    client.force_login(factories.person("specialist"))

    for page in (before, client.get(reverse("staff:me")).content.decode(), client.get("/nowhere/").content.decode()):
        assert "Practice site." in page


@pytest.mark.django_db
def test_the_real_site_says_nothing_of_it(client):
    factories.utility()

    assert "Practice site." not in client.get(reverse("staff:log_in")).content.decode()


@pytest.mark.parametrize("sheet", ["letter", "cover"])
def test_every_sheet_of_the_practice_site_says_practice(settings, sheet):
    def words():
        html = '<html lang="en"><head><title>A letter</title></head><body><p>Dear Harriet,</p></body></html>'
        return text_of(press.press(html, sheet).content)

    assert "PRACTICE" not in words()
    settings.PRACTICE = True
    assert "PRACTICE: made up, not to be mailed" in words()
    assert words().count("PRACTICE") == 2
