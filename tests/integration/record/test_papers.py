"""The delegate's end of documents, against the record's desk."""

import asyncio
import errno
import tempfile
from pathlib import Path

import pytest

from common.model.errors import ErrorCode, UserError
from common.protocol.codec import ConsoleMessage
from common.protocol.envelope import Request
from delegate_app.core.documentstate import HandingIn
from delegate_app.core.papers import Papers
from delegate_app.core.statekeeper import StateKeeper
from tests.helpers import officefiles
from tests.helpers.control import until
from tests.helpers.recordrig import ANNA, RecordRig, record_rig


def papers_of(rig: RecordRig) -> tuple[Papers, StateKeeper]:
    """Make Anna's papers, which hear what she is told."""
    keeper = StateKeeper()
    connection = rig.enter(ANNA)

    async def ask(message: Request) -> ConsoleMessage:
        answer = await rig.ask(ANNA, message)
        assert answer is not None
        return answer  # type: ignore[return-value]

    papers = Papers(ask, lambda: rig.link, keeper)
    connection.messages = _Told(papers)
    return papers, keeper


class _Told(list[ConsoleMessage]):
    """Hands on what is noted."""

    def __init__(self, papers: Papers) -> None:
        super().__init__()
        self._papers = papers

    def append(self, message: ConsoleMessage) -> None:
        super().append(message)
        self._papers.take(message)


async def test_a_disk_that_takes_no_document_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    async with record_rig(tmp_path / "state") as rig:
        document = await rig.upload(ANNA, officefiles.docx_file(), "paper.docx")
        papers, _ = papers_of(rig)
        monkeypatch.setattr(tempfile, "mkdtemp", full)
        with pytest.raises(UserError) as caught:
            await papers.fetch(document)
        assert caught.value.code is ErrorCode.DISK
        await papers.close()


async def test_a_statement_is_handed_in_shown_and_opened(tmp_path: Path) -> None:
    path = tmp_path / "Statement of Åland.docx"
    path.write_bytes(officefiles.docx_file())
    async with record_rig(tmp_path / "state") as rig:
        papers, keeper = papers_of(rig)
        stages: list[HandingIn] = []
        keeper.subscribe(lambda state: stages.append(state.documents.upload.stage) if state.documents.upload else None)
        await papers.hand_in(path, "3")
        await until(lambda: stages and stages[-1] in (HandingIn.KEPT, HandingIn.FAILED), 30.0)
        assert list(dict.fromkeys(stages)) == [HandingIn.SENDING, HandingIn.LOOKED_INTO, HandingIn.KEPT]
        (document,) = keeper.state.documents.known
        assert (document.name, document.item) == (path.name, "3")
        opened = await papers.fetch(document.document)
        assert opened.name == path.name
        assert opened.read_bytes() == path.read_bytes()
        await papers.close()
        assert not opened.exists()


async def test_a_refusal_is_said_and_a_better_file_goes_through_on_the_next_try(tmp_path: Path) -> None:
    path = tmp_path / "speech.pdf"
    path.write_bytes(b"MZ\0 no document")
    async with record_rig(tmp_path / "state") as rig:
        papers, keeper = papers_of(rig)

        def stage() -> HandingIn | None:
            upload = keeper.state.documents.upload
            return upload.stage if upload is not None and not upload.is_running else None

        await papers.hand_in(path, "")
        await until(stage, 30.0)
        failed = keeper.state.documents.upload
        assert failed is not None
        assert failed.error is ErrorCode.MALFORMED
        path.write_bytes(officefiles.PDF)
        await papers.retry()
        await asyncio.sleep(0)
        await until(stage, 30.0)
        assert stage() is HandingIn.KEPT
        await papers.cancel()
        assert keeper.state.documents.upload is None
        await papers.close()
