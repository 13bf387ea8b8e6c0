"""Files as delegates hand them in, and as strangers would."""

import io
import zipfile
from collections.abc import Mapping

import docx

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
WORD_WITH_MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"


def docx_file(text: str = "Thank you, Chair.") -> bytes:
    """Write a real DOCX."""
    document, file = docx.Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(file)
    return file.getvalue()


def archive(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Pack members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return file.getvalue()


def ooxml(kind: str = SLIDES, extra: Mapping[str, bytes] | None = None) -> bytes:
    """Pack what is an office document by its list of content types."""
    types = f'<Types><Override PartName="/main.xml" ContentType="{kind}"/></Types>'.encode()
    return archive({"[Content_Types].xml": types, "main.xml": b"<x/>", **(extra or {})})


def odt() -> bytes:
    """Pack an OpenDocument text."""
    return archive({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"})


def bomb(inside_mb: int = 40) -> bytes:
    """Pack an office document from which far more comes than it is large."""
    return ooxml(extra={"media/huge.bin": bytes(inside_mb << 20)})


def lying_bomb(inside_mb: int = 40) -> bytes:
    """Pack a bomb whose directory claims a size of ten bytes."""
    real = inside_mb << 20
    return bomb(inside_mb).replace(real.to_bytes(4, "little"), (10).to_bytes(4, "little"))


def nested(depth: int) -> bytes:
    """Pack an archive within an archive, so many times, in an office document."""
    inner = archive({"x": b"x"})
    for _ in range(depth):
        inner = archive({"inner.zip": inner})
    return ooxml(extra={"embeddings/inner.zip": inner})
