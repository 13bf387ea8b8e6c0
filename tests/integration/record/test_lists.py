"""Lists made of a journal, and read back by programs of others, name by name."""

import csv
import re
import shutil
import subprocess
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest

from common.model.people import Attendance, Category, Person, Presence, Role
from common.model.record import ListFormat, ListOrder, ListPart
from common.model.registration import RegistrationRules
from room_console.core.record.followers import Followers
from room_console.core.record.making import make_list
from room_console.core.record.outline import ParticipantList
from room_console.core.record.participants import LISTED_ROLES, CategoryList, DelegationList, Entry, PartList
from room_console.core.record.pdflist import write_pdf
from room_console.core.store.store import Store
from tests.helpers.recordkit import BEGAN_MS, FIRST, HOUR_MS, crowd, events_of, keep, person, presence

LAM_ALEF = re.compile("\u0644([\u0627\u0622\u0623\u0625])")
"""One glyph for two letters, whose order readers restore differently."""
WIDTH_PT = 595
NOW_MS = BEGAN_MS + 10 * HOUR_MS


def folded(text: str) -> str:
    """Reduce a text to its letters and figures, in one form and without the marks of direction."""
    text = unicodedata.normalize("NFKC", text)
    return LAM_ALEF.sub(r"\1" + "\u0644", "".join(c for c in text if c.isalnum() or unicodedata.combining(c)))


def text_of(pdf: Path) -> str:
    """Read a PDF with poppler."""
    if shutil.which("pdftotext") is None:
        pytest.skip("needs poppler-utils")
    return run("pdftotext", pdf, "-")


def run(*command: str | Path) -> str:
    """Run a program of others; return what it prints."""
    return subprocess.run(command, check=True, capture_output=True, timeout=110).stdout.decode()


async def made(tmp_path: Path, people: list[Person], order: ListOrder, rules: RegistrationRules | None = None) -> Path:
    database = await keep(tmp_path / "state", events_of(people, rules))
    path = tmp_path / f"list.{order.format}"
    assert make_list(print, database, order, path, NOW_MS) == sum(one.role in LISTED_ROLES for one in people)
    return path


def odd_people() -> list[Person]:
    """Names that do harm where they are not expected."""
    names = (
        "<b>Bold</b> & <script>alert(1)</script>",
        '=HYPERLINK("http://x")',
        "{{7*7}}",
        "@import url(x)",
        '#read("/etc/passwd") $x$ *y* `z` // <label>',
        "𠮷田 太郎",
    )
    return [person(9_000 + number, name=name, title="") for number, name in enumerate(names)]


async def test_a_pdf_read_back_holds_every_name_and_is_tagged(tmp_path: Path) -> None:
    people = [*crowd(240), *odd_people()[:5]]
    pdf = await made(tmp_path, people, ListOrder())
    text = folded(text_of(pdf))
    assert [one.name for one in people if folded(one.name) not in text] == []
    reader = pypdf.PdfReader(pdf)
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    kinds = Counter(_kinds(root["/StructTreeRoot"]["/K"]))
    assert kinds["/H1"] == 1
    assert kinds["/H2"] == 3
    assert kinds["/P"] >= len(people)
    assert b"pdfuaid" in root["/Metadata"].get_data()


async def test_no_level_of_headings_is_left_out_where_people_have_no_category(tmp_path: Path) -> None:
    parts = (PartList(ListPart.FOLLOWERS, (CategoryList(None, (DelegationList("Press", (Entry("Flora"),)),)),)),)
    pdf = tmp_path / "list.pdf"
    write_pdf(ParticipantList("X/1", "A meeting", ("en",), "now", parts), pdf)
    root: Any = pypdf.PdfReader(pdf).trailer["/Root"]
    assert [kind for kind in _kinds(root["/StructTreeRoot"]["/K"]) if kind.startswith("/H")] == ["/H1", "/H2", "/H3"]
    assert b"pdfuaid" in root["/Metadata"].get_data()


async def test_a_character_that_no_font_has_costs_the_mark_and_nothing_else(tmp_path: Path) -> None:
    pdf = await made(tmp_path, [person(1, name="Odd \U0010fff0"), person(2, name="Anna Kovács")], ListOrder())
    assert folded("Anna Kovács") in folded(text_of(pdf))
    root: Any = pypdf.PdfReader(pdf).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid" not in root["/Metadata"].get_data()


def _kinds(elements: object) -> list[str]:
    found = []
    for element in elements if isinstance(elements, list) else [elements]:
        node = element.get_object() if hasattr(element, "get_object") else element
        if isinstance(node, dict) and "/S" in node:
            found.append(str(node["/S"]))
            found += _kinds(node.get("/K", []))
        elif isinstance(node, list):
            found += _kinds(node)
    return found


async def test_an_arabic_list_runs_from_the_right_with_joined_letters(tmp_path: Path) -> None:
    people = [
        person(n, name="محمد عبد الله الهاشمي", delegation="الأردن", title="السيد", function="مستشار") for n in range(3)
    ]
    pdf = await made(tmp_path, people, ListOrder(languages=("ar", "en")))
    text = text_of(pdf)
    assert folded("قائمة المشاركين") in folded(text)
    assert folded("محمد عبد الله الهاشمي") in folded(text)
    reader = pypdf.PdfReader(pdf)
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "ar"
    seen = "قائمة"[::-1]
    title_ends = re.findall(rf'xMax="([\d.]+)"[^>]*>{seen}<', run("pdftotext", "-bbox", pdf, "-"))
    assert float(title_ends[0]) > WIDTH_PT / 2


@pytest.mark.parametrize("languages", [("en", "fr"), ("ar",), ("zh", "en")])
async def test_a_docx_holds_every_name_and_opens_elsewhere(tmp_path: Path, languages: tuple[str, ...]) -> None:
    people = [*crowd(60), *odd_people()]
    path = await made(tmp_path, people, ListOrder(ListFormat.DOCX, languages=languages))
    document = docx.Document(str(path))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert [one.name for one in people if one.name not in text] == []
    styles = [paragraph.style.name for paragraph in document.paragraphs if paragraph.style is not None]
    assert styles.count("Heading 1") == 1
    assert styles.count("Heading 2") == 3
    assert bool(document.element.body.xpath("//w:bidi")) is (languages[0] == "ar")


async def test_a_docx_is_opened_by_libreoffice(tmp_path: Path) -> None:
    if (office := shutil.which("soffice")) is None:
        pytest.skip("needs LibreOffice")
    people = crowd(40)
    path = await made(tmp_path, people, ListOrder(ListFormat.DOCX, languages=("en", "ar")))
    profile = (tmp_path / "profile").as_uri()
    run(office, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf", "--outdir", tmp_path, path)
    text = folded(text_of(tmp_path / "list.pdf"))
    assert [one.name for one in people if folded(one.name) not in text] == []


async def test_a_csv_holds_a_row_a_person_and_no_formula(tmp_path: Path) -> None:
    people = [*crowd(50), *odd_people()]
    path = await made(
        tmp_path, people, ListOrder(ListFormat.CSV, with_email=True), RegistrationRules(lists_emails=True)
    )
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    assert head == ["Part", "Category", "Delegation", "Title", "Name", "Function", "E-mail"]
    assert len(rows) == len(people)
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert {row[4].removeprefix("'") for row in rows} == {one.name for one in people}
    assert {row[6] for row in rows} == {one.email for one in people}


async def test_an_address_is_told_only_where_the_meeting_says_so(tmp_path: Path) -> None:
    path = await made(tmp_path, crowd(5), ListOrder(ListFormat.CSV, with_email=True))
    assert "@" not in path.read_text(encoding="utf-8-sig")


async def test_a_sessions_list_holds_who_was_there_as_they_were_there(tmp_path: Path) -> None:
    remote = {"role": Role.DELEGATE, "attendance": Attendance.REMOTE, "category": Category.MEMBER}
    people = [person(1, **remote), person(2, **remote), person(3, **remote | {"attendance": Attendance.ON_SITE})]
    events = [
        *events_of(people),
        presence("p-1", FIRST.starts_at_ms + 5, Presence.JOINED),
        presence("p-3", FIRST.starts_at_ms + 6, Presence.JOINED),
        presence("p-3", FIRST.starts_at_ms + 7, Presence.LEFT),
        presence("p-1", FIRST.ends_at_ms + 5, Presence.LEFT),
        presence("p-2", FIRST.ends_at_ms + 6, Presence.JOINED),
    ]
    database = await keep(tmp_path / "state", events)
    path = tmp_path / "list.csv"
    assert make_list(print, database, ListOrder(ListFormat.CSV, session=1), path, NOW_MS) == 2
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))[1:]
    assert {(row[0], row[4]) for row in rows} == {
        ("Remote participants", people[0].name),
        ("Remote participants", people[2].name),
    }


@pytest.mark.parametrize("lists_followers", [True, False])
async def test_followers_are_a_part_of_their_own_only_where_the_meeting_lists_them(
    tmp_path: Path, lists_followers: bool
) -> None:
    database = await keep(tmp_path / "state", events_of(crowd(2), RegistrationRules(lists_followers=lists_followers)))
    store = Store.open(database)
    followers = Followers(store, lambda: True)
    await followers.note("Flora Follower", "Press", 5)
    await store.close()
    path = tmp_path / "list.csv"
    make_list(print, database, ListOrder(ListFormat.CSV, parts=tuple(ListPart)), path, NOW_MS)
    assert ("Flora Follower" in path.read_text(encoding="utf-8-sig")) is lists_followers
