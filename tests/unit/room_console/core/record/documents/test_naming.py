"""Names from strangers."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from common.model.documents import MAX_NAME, DocumentType
from room_console.core.record.documents.naming import harmless_name


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("Statement of Ghana.pdf", "Statement of Ghana.pdf"),
        ("déclaration.PDF", "déclaration.pdf"),
        ("بيان الوفد.pdf", "بيان الوفد.pdf"),
        ("../../etc/passwd", "etc passwd.pdf"),
        ("C:\\Windows\\system32\\evil.exe", "C Windows system32 evil.exe.pdf"),
        ("con.txt", "document con.txt.pdf"),
        ("LPT1", "document LPT1.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("safe\u202efdp.exe", "safe fdp.exe.pdf"),
        ("a\r\nSet-Cookie: x=1", "a Set-Cookie x=1.pdf"),
        ('"; rm -rf $HOME; "', "; rm -rf HOME;.pdf"),
        ("..\uff0f..\uff3cetc\ufe68passwd\u2105", "etc passwd.pdf"),
        ("\u2024\u2024\uff0e\u2025x", "x.pdf"),
        ("\uff23\uff2f\uff2e", "document \uff23\uff2f\uff2e.pdf"),
        ("\ufffea\ue000b", "a b.pdf"),
        ("议程：第一项？", "议程：第一项？.pdf"),
        ("", "document.pdf"),
        ("...", "document.pdf"),
        ("x.pdf. . .", "x.pdf.pdf"),
    ],
)
def test_a_name_is_made_harmless(given_name: str, kept: str) -> None:
    assert harmless_name(given_name, DocumentType.PDF) == kept


@given(st.text(max_size=300), st.sampled_from(DocumentType))
@example("ﷺ" * 200, DocumentType.PDF)
@example("\ud800", DocumentType.TXT)
def test_no_name_does_harm(name: str, kind: DocumentType) -> None:
    found = harmless_name(name, kind)
    assert found.endswith(f".{kind}")
    assert 1 < len(found) <= MAX_NAME
    assert len(found.encode()) <= 255
    assert not set(found) & set('/\\:*?"<>|\0\r\n')
    assert not any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in found)
    assert not found.startswith((".", "-", " "))
    assert not set(unicodedata.normalize("NFKC", found)) & set("/\\")
    assert not unicodedata.normalize("NFKC", found).startswith((".", "-"))
    assert harmless_name(found, kind) == found
