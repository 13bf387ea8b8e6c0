"""Mailboxes of returned mails: a folder, and IMAP servers that are old, silent or talk nonsense."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from common.model.errors import ConferenceError, ErrorCode
from room_console.core.invitations.mailboxes import ImapMailbox, Maildir
from room_console.core.settings import BounceSettings, BounceSource, MailSecurity

Serve = Callable[[socket.socket], None]
SILENCE = "(says nothing)"


@contextmanager
def imap(serve: Serve) -> Iterator[int]:
    """Serve one connection on a port of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def run() -> None:
            with listener.accept()[0] as connection:
                serve(connection)

        thread = threading.Thread(target=run, name="imap")
        thread.start()
        try:
            yield int(listener.getsockname()[1])
        finally:
            thread.join(10)


def scripted(capabilities: str, answers: dict[str, str], asked: list[str]) -> Serve:
    """Answer each command by its first word, and note what was asked."""

    def serve(connection: socket.socket) -> None:
        with connection.makefile("rwb") as stream:
            stream.write(b"* OK hello\r\n")
            stream.flush()
            for line in stream:
                tag, _, command = line.decode().strip().partition(" ")
                asked.append(command)
                if answers.get(command.partition(" ")[0]) is SILENCE:
                    continue
                said = {"CAPABILITY": f"* CAPABILITY {capabilities}\r\n", **answers}.get(command.partition(" ")[0], "")
                stream.write(f"{said}{tag} OK done\r\n".encode())
                stream.flush()
                if command == "LOGOUT":
                    return

    return serve


def mailbox(port: int, password: str = "pass word") -> ImapMailbox:
    settings = BounceSettings(
        source=BounceSource.IMAP,
        host="127.0.0.1",
        port=port,
        security=MailSecurity.NONE,
        username="bounces",
        password_env="P",
    )
    return ImapMailbox(settings, {"P": password})


def test_a_server_without_sasl_is_logged_in_to_the_old_way() -> None:
    asked: list[str] = []
    with imap(scripted("IMAP4rev1", {"SELECT": "* 0 EXISTS\r\n", "UID": "* SEARCH\r\n"}, asked)) as port:
        assert mailbox(port).read(lambda _: None) == []
    assert 'LOGIN bounces "pass word"' in asked
    assert "LOGOUT" in asked


def test_a_password_that_such_a_server_cannot_take_is_told_without_it() -> None:
    asked: list[str] = []
    with imap(scripted("IMAP4rev1", {}, asked)) as port, pytest.raises(ConferenceError, match="ASCII only") as caught:
        mailbox(port, "gr\u00fcn").read(lambda _: None)
    assert "gr\u00fcn" not in str(caught.value)
    assert not any("LOGIN" in command for command in asked)


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"* BYE too many\r\n", b"\xff\0" * 500_000])
def test_what_is_no_mailbox_is_told(said: bytes) -> None:
    def serve(connection: socket.socket) -> None:
        try:
            connection.sendall(said)
        except OSError:
            return

    with imap(serve) as port, pytest.raises(ConferenceError) as caught:
        mailbox(port).read(lambda _: None)
    assert caught.value.code is ErrorCode.MAIL_FAILED
    assert len(caught.value.detail) <= 200


@pytest.mark.parametrize("answer", ["", "* SEARCH x y\r\n", "* FETCH\r\n", "* SEARCH 1\r\n* 1 FETCH ((\r\n"])
def test_nonsense_for_an_answer_is_harmless(answer: str) -> None:
    read: list[bytes] = []
    with imap(scripted("IMAP4rev1", {"UID": answer}, [])) as port:
        assert mailbox(port).read(read.append) in ([], ["x", "y"], ["1"])
    assert read == []


def test_a_server_that_falls_silent_is_broken_off() -> None:
    asked: list[str] = []
    with imap(scripted("IMAP4rev1", {"LOGIN": SILENCE}, asked)) as port:
        box = mailbox(port)

        def break_off() -> None:
            while not any("LOGIN" in command for command in asked):
                time.sleep(0.005)
            box.close()

        thread = threading.Thread(target=break_off, name="break off")
        thread.start()
        with pytest.raises(ConferenceError):
            box.read(lambda _: None)
        thread.join(10)


def test_mails_of_a_folder_stay_new_until_they_are_marked(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    for name in ("1.host", "2.host:2,"):
        (tmp_path / "new" / name).write_bytes(name.encode())
    box, read = Maildir(tmp_path), list[bytes]()
    names = box.read(read.append)
    assert box.read(read.append) == names
    box.mark(names)
    assert box.read(read.append) == []
    assert len(read) == 4
    assert sorted(path.name for path in (tmp_path / "cur").iterdir()) == ["1.host:2,S", "2.host:2,S"]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    for work in (lambda: Maildir(tmp_path / "no").read(lambda _: None), lambda: Maildir(tmp_path / "no").mark(["1"])):
        with pytest.raises(ConferenceError) as caught:
            work()
        assert caught.value.code is ErrorCode.MAIL_FAILED
