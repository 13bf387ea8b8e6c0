"""The documents against the tree: what they name is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
TREES = ("common/", "delegate_app/", "room_console/", "tests/", "packaging/", "docs/", ".ci/")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_link_leads_somewhere(document: Path) -> None:
    targets = re.findall(r"(?<!!)\[[^\]]*\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text())
    assert [t for t in targets if not (document.parent / t).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_path_named_exists(document: Path) -> None:
    quoted = re.findall(r"`([\w./-]+)`", document.read_text())
    paths = [q for q in quoted if q.startswith(TREES)]
    assert [p for p in paths if not (ROOT / p).exists()] == []


@pytest.mark.parametrize("decision", DECISIONS, ids=name)
def test_a_decision_is_titled_by_its_number(decision: Path) -> None:
    assert re.match(rf"# {decision.name[:4]}\b", decision.read_text())


def test_decisions_have_numbers_of_their_own() -> None:
    numbers = [d.name[:4] for d in DECISIONS]
    assert len(set(numbers)) == len(numbers)


def test_every_package_of_the_core_is_in_the_architecture() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text()
    trees = [ROOT / "common", ROOT / "room_console", ROOT / "room_console" / "core", ROOT / "delegate_app"]
    packages = {name(p.parent) for tree in trees for p in tree.glob("*/__init__.py")}
    assert sorted(p for p in packages if f"`{p}`" not in text) == []
