"""The server's TLS settings."""

import ssl
from dataclasses import replace
from pathlib import Path

import pytest

from common.model.errors import ConferenceError, ErrorCode
from room_console.core.control.tls import server_context, use_files
from tests.helpers.control import certificate


def test_old_tls_is_not_spoken(tmp_path: Path) -> None:
    assert server_context(certificate(tmp_path)).minimum_version is ssl.TLSVersion.TLSv1_2


def test_nobody_shakes_hands_twice(tmp_path: Path) -> None:
    assert server_context(certificate(tmp_path)).options & ssl.OP_NO_RENEGOTIATION


def test_certificates_that_are_not_there_are_named(tmp_path: Path) -> None:
    files = certificate(tmp_path)
    with pytest.raises(ConferenceError, match=r"gone\.pem") as caught:
        use_files(server_context(files), replace(files, certificate=tmp_path / "gone.pem"))
    assert caught.value.code is ErrorCode.CERTIFICATE
