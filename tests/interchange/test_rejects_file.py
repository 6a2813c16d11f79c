"""`--rejects FILE` is opened before the load: an extract is not loaded for a file that cannot be written."""

import pytest
from django.core.management import CommandError, call_command

from collections_app.interchange.models import Extract
from tests.interchange.extracts import town, written

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("where", ["", "nowhere/rejects.csv", "x" * 300])
def test_a_rejects_file_that_cannot_be_written_is_refused_before_anything_is_loaded(tmp_path, where):
    with pytest.raises(CommandError, match="The rejects file") as refused:
        call_command("import_extract", written(tmp_path / "one"), rejects=tmp_path / where)

    assert refused.value.returncode == 2
    assert not Extract.objects.exists()


def test_a_refused_extract_leaves_the_file_of_the_one_before_it(tmp_path):
    kept = tmp_path / "rejects.csv"
    kept.write_text("of yesterday")

    with pytest.raises(CommandError, match="Refused"):
        call_command("import_extract", written(tmp_path / "one", sequence=4), rejects=kept)

    assert kept.read_text() == "of yesterday"
    assert not list(tmp_path.glob(".*"))


def test_the_rejected_rows_are_in_the_file(tmp_path):
    tables = town()
    tables["charges.csv"][0]["amount"] = "a lot"

    with pytest.raises(SystemExit):
        call_command("import_extract", written(tmp_path / "one", tables), rejects=tmp_path / "rejects.csv")

    assert (tmp_path / "rejects.csv").read_text().splitlines()[1].startswith("charges.csv,2,amount,a lot,")
