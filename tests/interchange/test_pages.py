"""What a person sees of extracts and of reconciliation."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from accounts.documents.files import place
from collections_app.interchange import actions, tasks
from collections_app.interchange.actions import load_extract
from collections_app.interchange.models import Difference, Extract
from core.history.models import HistoryLine
from tests.factories import person, utility
from tests.interchange.extracts import FIRST, SECOND, account, night, tarred, town, usage, written

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def what_was_told_is_forgotten(db):
    """Progress is written on a connection of its own, so no test's end rolls it back."""
    yield
    own = connection.copy()
    own.set_autocommit(True)
    with own.cursor() as cursor:
        cursor.execute("delete from core_progress")
    own.close()


@pytest.fixture
def as_supervisor(client):
    client.force_login(person("supervisor"))
    return client


@pytest.fixture
def nudges(monkeypatch, django_capture_on_commit_callbacks):
    """Which extracts the queue was told to load."""
    told = []
    monkeypatch.setattr(tasks.load_uploaded, "delay", told.append)
    return told


def send(client, folder, name="night.tar.gz", **fields):
    content = tarred(folder).read_bytes() if not isinstance(folder, bytes) else folder
    return client.post(reverse("interchange:upload"), {"archive": SimpleUploadedFile(name, content), **fields})


def text(response):
    return " ".join(response.content.decode().split())


def test_an_empty_page_asks_for_the_first_extract(as_supervisor):
    assert "Nothing has been loaded. Drop a .zip or .tar.gz here." in text(
        as_supervisor.get(reverse("interchange:extracts"))
    )


def test_an_uploaded_extract_waits_and_the_queue_is_told(
    as_supervisor, tmp_path, nudges, settings, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        response = send(as_supervisor, written(tmp_path / "one"))

    extract = Extract.objects.get()
    assert response.url == reverse("interchange:extract", args=[extract.pk])
    assert (extract.state, extract.source, nudges) == ("waiting", "night.tar.gz", [extract.pk])
    assert [path.name for path in settings.EXTRACTS_ROOT.iterdir()] == [extract.file]
    page = text(as_supervisor.get(response.url))
    assert "<h1>night.tar.gz</h1>" in page
    assert "This extract is being read." in page
    assert "Waiting for its turn" in page


def test_the_queue_loads_it_and_the_page_shows_what_came(as_supervisor, tmp_path, settings):
    send(as_supervisor, written(tmp_path / "one"))
    extract = Extract.objects.get()

    tasks.load_uploaded(extract.pk)
    tasks.load_uploaded(extract.pk)

    page = text(as_supervisor.get(reverse("interchange:extract", args=[extract.pk])))
    assert "charges.csv" in page
    assert "220.00" in page
    assert "Balances that billing states" in page
    assert "stated_balance" not in page
    answer = as_supervisor.get(reverse("interchange:progress", args=[extract.pk]))
    assert answer.headers["HX-Refresh"] == "true"
    assert [path.name for path in (settings.EXTRACTS_ROOT / "loaded").iterdir()] == [extract.file]


def test_a_refused_upload_says_why_and_moves_away(as_supervisor, tmp_path, settings):
    send(as_supervisor, written(tmp_path / "one", sequence=4))
    extract = Extract.objects.get()

    tasks.load_uploaded(extract.pk)

    assert "sequence 4, but the full load" in text(as_supervisor.get(reverse("interchange:extracts")))
    assert [path.name for path in (settings.EXTRACTS_ROOT / "refused").iterdir()] == [extract.file]


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"%PDF-1.7", "night.zip", "not a .zip or .tar.gz"),
        (b"PK..", "night.pdf", "not a .zip or .tar.gz"),
        (b"", "a.zip", "empty"),
    ],
)
def test_what_is_no_archive_is_not_taken(as_supervisor, content, name, says):
    assert says in text(send(as_supervisor, content, name=name))
    assert not Extract.objects.exists()


def test_over_the_demo_the_page_asks_first(as_supervisor, tmp_path):
    utility(is_demo=True)

    assert "Tick this to put the extract in its place." in text(send(as_supervisor, written(tmp_path / "one")))
    send(as_supervisor, written(tmp_path / "two"), replace_demo="on")
    assert Extract.objects.get().replaces_demo


def test_a_specialist_reads_but_does_not_upload(client):
    client.force_login(person("specialist"))

    assert "Only a supervisor may upload extracts." in text(client.get(reverse("interchange:extracts")))
    assert client.post(reverse("interchange:upload")).status_code == 403


def test_rejected_rows_are_a_file(as_supervisor, tmp_path):
    tables = town()
    tables["charges.csv"][0]["kind"] = "=HYPERLINK(1)"
    tables["charges.csv"][0]["amount"] = "=1+1"
    load_extract(written(tmp_path / "one", tables), actor=None)

    answer = as_supervisor.get(reverse("interchange:rejects", args=[Extract.objects.get().pk]))

    assert answer.content.decode().split("\r\n")[1].startswith("charges.csv,2,amount,'=1+1,")
    assert answer["Content-Disposition"] == 'attachment; filename="rejects-1.csv"'


def test_hostile_text_is_shown_harmlessly(as_supervisor, tmp_path):
    tables = town()
    tables["customers.csv"][0].update(last_name="<script>alert(1)</script>\u202e")
    tables["payments.csv"][0]["method"] = "<b>cash"
    load_extract(written(tmp_path / "one", stated_wrong(tables)), actor=None)

    page = text(as_supervisor.get(reverse("interchange:reconciliation")))
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert "\u202e" not in page
    assert "<b>cash" not in text(as_supervisor.get(reverse("interchange:extract", args=[Extract.objects.get().pk])))


def stated_wrong(tables):
    tables["accounts.csv"][0]["stated_balance"] = "95.00"
    return tables


def test_reconciliation_says_when_all_agree(as_supervisor, tmp_path):
    load_extract(written(tmp_path / "one"), actor=None)

    assert "All 3 balances agree with the extract of Oct 1." in text(
        as_supervisor.get(reverse("interchange:reconciliation"))
    )


def test_open_and_explained_differences_are_counted_apart(as_supervisor, tmp_path):
    load_extract(written(tmp_path / "one", stated_wrong(town())), actor=None)
    first = Difference.objects.get()
    url = reverse("interchange:extracts")

    assert "1 difference is open." in text(as_supervisor.get(url))
    as_supervisor.post(reverse("interchange:difference", args=[first.pk]), {"owner": "", "note": "The fee of Friday"})
    assert "1 difference is explained." in text(as_supervisor.get(url))
    Difference.objects.create(
        kind="unconfirmed", account=first.account, reference="GS-1", since=first.since, cause="not_home"
    )
    assert "1 difference is open, 1 is explained." in text(as_supervisor.get(url))


def test_counts_are_read_by_thousands(as_supervisor, tmp_path):
    load_extract(written(tmp_path / "one"), actor=None)
    extract = Extract.objects.get()
    extract.counts["charges.csv"] = {"rows": 251729, "loaded": 251729, "rejected": 0, "unchanged": 0}
    extract.control["charges"] = {"theirs": "3940869.01", "ours": "3940869.01"}
    extract.save()

    page = text(as_supervisor.get(reverse("interchange:extract", args=[extract.pk])))

    assert "251,729" in page
    assert "3,940,869.01" in page


def test_a_difference_is_listed_explained_and_kept_in_history(client, tmp_path):
    load_extract(written(tmp_path / "one", stated_wrong(town())), actor=None)
    worker = person("specialist")
    client.force_login(worker)
    page = text(client.get(reverse("interchange:reconciliation")))
    assert "90.00" in page
    assert "95.00" in page
    assert "a charge that has not come to us" in page

    found = Difference.objects.get()
    client.post(reverse("interchange:difference", args=[found.pk]), {"owner": worker.pk, "note": "The fee of Friday"})

    found.refresh_from_db()
    assert (found.owner, found.note) == (worker, "The fee of Friday")
    assert HistoryLine.objects.filter(action="difference.explained", actor=worker).exists()
    assert "The fee of Friday" in text(client.get(reverse("interchange:reconciliation") + "?kind=explained"))


def test_an_auditor_reads_differences_and_explains_none(client, tmp_path):
    load_extract(written(tmp_path / "one", stated_wrong(town())), actor=None)
    client.force_login(person("auditor"))
    url = reverse("interchange:difference", args=[Difference.objects.get().pk])

    assert client.get(url).status_code == 200
    assert client.post(url, {"note": "x"}).status_code == 403


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_leaves_as_a_file(as_supervisor, tmp_path, kind):
    load_extract(written(tmp_path / "one", stated_wrong(town())), actor=None)

    answer = as_supervisor.get(reverse("interchange:reconciliation") + f"?as={kind}")

    assert f".{kind}" in answer["Content-Disposition"]
    if kind == "csv":
        assert b"A1,Harriet Holder1,90.00,95.00,5.00,2026-10-01" in b"".join(answer.streaming_content)


def test_the_reconciliation_page_asks_little_of_the_database(as_supervisor, tmp_path, django_assert_max_num_queries):
    load_extract(written(tmp_path / "one", stated_wrong(town())), actor=None)

    with django_assert_max_num_queries(15):
        as_supervisor.get(reverse("interchange:reconciliation"))


def test_the_night_loads_what_lies_in_the_folder_by_sequence(tmp_path, settings):
    room = settings.EXTRACTS_ROOT
    more = night(
        accounts=[account(1, stated_balance="90.00")],
        usage=[usage(1, f"2019-01-{day:02}") for day in range(1, 28)],
    )
    written(room / "b", more, sequence=2, on=SECOND)
    tarred(written(tmp_path / "a")).rename(room / "z.tar.gz")
    (room / "broken.zip").write_bytes(b"not a zip")
    (room / ".half-written").write_bytes(b"x")

    came = actions.load_waiting(actor=None)

    assert [(one.extract.source, one.extract.state) for one in came] == [
        ("broken.zip", "refused"), ("z.tar.gz", "loaded"), ("b", "loaded"),
    ]  # fmt: skip
    assert sorted(path.name for path in room.iterdir()) == [".half-written", "loaded", "refused"]
    assert actions.load_waiting(actor=None) == []
    assert Extract.objects.loaded().latest("sequence").extract_date == SECOND
    assert Extract.objects.loaded().earliest("sequence").extract_date == FIRST


def test_a_damaged_rejects_file_is_a_sentence(as_supervisor, tmp_path):
    tables = town()
    tables["charges.csv"][0]["amount"] = "=1+1"
    load_extract(written(tmp_path / "one", tables), actor=None)
    extract = Extract.objects.get()
    place(extract.rejects.sha256).write_bytes(b"rust")

    page = text(as_supervisor.get(reverse("interchange:rejects", args=[extract.pk]), follow=True))

    assert "The kept file of rejected rows is damaged." in page
