"""What stands in the files that install and run the product: locks, containers, the list of settings."""

import ast
import json
import re

import pytest
import yaml

from collections_app.local import vendor, where

CHECKOUT = where.CHECKOUT
FLOORS = ("core", "accounts", "ledger", "notices", "payment_plans", "collections_app")
SET_BY_PYTEST = {"PYTEST_VERSION", "PYTEST_XDIST_WORKER"}
OUR_OWN_SERVICES = {"migrate", "web", "worker", "beat"}


def variables_read_by(path):
    """Names read by `env.words("NAME")` and its like, by os.environ.get, and by os.environ[...]."""
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="env"), attr="words" | "truth" | "listed"),
                args=[ast.Constant(value=name), *_],
            ):
                yield name
            case ast.Call(
                func=ast.Attribute(value=ast.Attribute(attr="environ"), attr="get"), args=[ast.Constant(value=name), *_]
            ):
                yield name
            case ast.Subscript(value=ast.Attribute(attr="environ"), slice=ast.Constant(value=name)):
                yield name


@pytest.fixture
def example():
    return dict(re.findall(r"(?m)^([A-Z_]+)=(.*)$", (CHECKOUT / ".env.example").read_text()))


@pytest.fixture
def compose():
    return yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())


def test_env_example_lists_every_variable_that_the_product_reads(example):
    code = [CHECKOUT / "manage.py", *(path for floor in FLOORS for path in (CHECKOUT / floor).rglob("*.py"))]
    read = {name for path in code for name in variables_read_by(path)} - SET_BY_PYTEST
    of_compose = set(re.findall(r"\$\{([A-Z_]+)", (CHECKOUT / "docker-compose.yml").read_text()))

    assert "SECRET_KEY" in read and "DATABASE_URL" in read, "the search above finds nothing"
    assert set(example) == read | of_compose


def test_env_example_holds_no_secret(example):
    assert example["SECRET_KEY"] == example["POSTGRES_PASSWORD"] == example["DATABASE_URL"] == ""


def test_compose_has_the_shape_of_production(compose):
    services = compose["services"]

    assert set(services) == OUR_OWN_SERVICES | {"postgres", "redis"}
    assert services["postgres"]["image"].startswith("postgres:18")
    for name in set(services) - {"migrate"}:
        assert services[name]["healthcheck"]["test"], name
    for name in OUR_OWN_SERVICES:
        assert services[name]["user"] == "1000:1000", name
        waits_for = {other: how["condition"] for other, how in services[name]["depends_on"].items()}
        assert waits_for["postgres"] == waits_for["redis"] == "service_healthy", name
        assert name == "migrate" or waits_for["migrate"] == "service_completed_successfully", name


def test_compose_takes_secrets_from_the_environment_and_has_no_default_for_them(compose):
    for name, service in compose["services"].items():
        for variable, value in service.get("environment", {}).items():
            if re.search("SECRET|PASSWORD|DATABASE_URL", variable):
                # Without a mail server its password stays empty; the others must be said.
                required = r"\$\{(SECRET_KEY|POSTGRES_PASSWORD):\?[^}]+\}|^\$\{SMTP_PASSWORD:-\}$"
                assert re.search(required, value), f"{name}: {variable}"


def test_compose_keeps_what_must_not_be_lost_in_named_volumes(compose):
    mounted = {mount.split(":")[0] for service in compose["services"].values() for mount in service.get("volumes", [])}

    assert mounted == set(compose["volumes"]) == {"data", "postgres", "redis"}


def test_the_image_runs_as_somebody_without_rights_and_tells_its_health():
    last_stage = (CHECKOUT / "Dockerfile").read_text().split("\nFROM ")[-1]

    assert re.search(r"(?m)^USER goodstanding$", last_stage)
    assert re.search(r"(?m)^HEALTHCHECK ", last_stage)
    assert "libharfbuzz-subset0" in last_stage


@pytest.mark.parametrize("lock", ["requirements.lock", "collections_app/local/uv.lock"])
def test_a_python_lock_names_no_host_and_pins_every_package_by_hash(lock):
    text = (CHECKOUT / lock).read_text()
    packages = re.split(r"(?m)^(?=\S)", text)[1:]

    assert not re.search(r"://|--(extra-)?index", text)
    assert packages
    for package in packages:
        assert re.match(r"[\w.\-]+==\S+", package) and "--hash=sha256:" in package, package.splitlines()[0]


def test_the_npm_lock_names_no_host_and_pins_every_package_by_hash():
    packages = json.loads((CHECKOUT / "package-lock.json").read_text())["packages"]
    wanted = packages.pop("")["dependencies"]

    assert all(re.fullmatch(r"[\d.]+", version) for version in wanted.values()), "pinned exactly"
    assert all("resolved" not in package and package["integrity"] for package in packages.values())
    assert wanted["htmx.org"].startswith("2.")


def test_vendored_files_name_no_map_and_fonts_stay_as_they_are(tmp_path):
    packages = tmp_path / "node_modules"
    for source in vendor.FILES:
        (packages / source).parent.mkdir(parents=True, exist_ok=True)
        (packages / source).write_bytes(b"one\n//# sourceMappingURL=a.map\n/*# sourceMappingURL=a.map */\ntwo\n")

    vendor.vendor(packages, tmp_path / "vendor")

    assert (tmp_path / "vendor" / "bootstrap.min.css").read_bytes() == b"one\ntwo\n"
    assert (tmp_path / "vendor" / "htmx.min.js").read_bytes() == b"one\ntwo\n"
    assert b"sourceMappingURL" in (tmp_path / "vendor" / "fonts" / "public-sans-latin-400.woff2").read_bytes()
    assert {file.relative_to(tmp_path / "vendor").as_posix() for file in (tmp_path / "vendor").rglob("*.*")} == {
        name for name in vendor.FILES.values() if "." in name
    }
