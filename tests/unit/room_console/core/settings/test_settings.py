"""The configuration file: what it gives, and how its faults are said."""

from pathlib import Path

import pytest

from common.model.agenda import Format
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ChannelNumber, MeetingId, ParticipantId, SlotNumber
from common.model.interpretation import UN_CHANNELS
from common.model.meeting import Rules
from common.model.patch import SlotPatch, default_patch
from common.model.people import Person, Role
from room_console.core.settings import (
    MailSecurity,
    default_state_directory,
    load_settings,
    parse_participant,
    parse_settings,
)

MEETING = '[meeting]\nid = "assembly"\ntitle = "Assembly"\n'


def fault(text: str, environment: dict[str, str] | None = None) -> str:
    with pytest.raises(ConferenceError) as caught:
        parse_settings(text, "hall.toml", environment or {})
    assert caught.value.code is ErrorCode.MALFORMED
    assert caught.value.detail.startswith("hall.toml: ")
    return caught.value.detail.removeprefix("hall.toml: ")


def test_only_id_and_title_must_be_set() -> None:
    settings = parse_settings(MEETING, "hall.toml")
    details = settings.meeting.details()
    assert (details.meeting, details.title, details.format) == ("assembly", "Assembly", Format.HYBRID)
    assert details.channels == UN_CHANNELS
    assert settings.rules.rules() == Rules(max_open_mics=1, standby=1, is_standby_heard=True)
    assert (settings.server.host, settings.server.port) == ("127.0.0.1", 8443)
    assert settings.mail.security is MailSecurity.STARTTLS
    assert settings.hall.hall_patch(details.channels) == default_patch(8, 16, 4)
    assert settings.people() == ()


@pytest.mark.parametrize(
    ("lines", "address"),
    [
        ("", None),
        ('[server]\npublic_host = "hall.example.org"\n', None),
        ('[server]\npublic_host = "203.0.113.7"\n', "203.0.113.7"),
        ('[server]\npublic_host = "203.0.113.7"\n[media]\npublic_address = "2001:db8::7"\n', "2001:db8::7"),
    ],
)
def test_where_media_are_reached_from_outside(lines: str, address: str | None) -> None:
    assert parse_settings(MEETING + lines, "hall.toml").public_media_address() == address


def test_a_patch_names_booths_by_language() -> None:
    text = """[hall.patch]
floor_input = 8
booth_inputs = { fr = 1, en = 2 }
loudspeakers_output = 3
prelisten_output = 6
[[hall.patch.slots]]
send_output = 4
[[hall.patch.slots]]
send_output = 5
return_input = 7
"""
    settings = parse_settings(MEETING + text, "hall.toml")
    patch = settings.hall.hall_patch(settings.meeting.details().channels)
    assert (patch.floor_input, patch.loudspeakers_output, patch.interpreters_output) == (8, 3, None)
    assert patch.prelisten_output == 6
    assert patch.booth_inputs == {ChannelNumber(1): 2, ChannelNumber(2): 1}
    assert patch.slots == {SlotNumber(1): SlotPatch(4), SlotNumber(2): SlotPatch(5, None, 7)}


def test_channels_of_ones_own() -> None:
    text = MEETING + 'channels = [{ language = "pt-BR", name = "Português" }]\n'
    channels = parse_settings(text, "hall.toml").meeting.details().channels
    assert [(c.number, c.language) for c in channels] == [(0, "floor"), (1, "pt-BR")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[meeting]\nid = "a"', "meeting.title: must be set. It takes text"),
        ('[meeting]\nid = "A B"\ntitle = "b"', "meeting.id: the text does not fit. It takes text: Short name"),
        (MEETING + "[rules]\nmax_open_mics = 99", "rules.max_open_mics: expected int <= 16. It takes a whole number"),
        (MEETING + '[rules]\nstandby = "x"', "rules.standby: expected int, got str. It takes a whole number from 0"),
        (MEETING + "[rules]\nfoo = 1", "rules.foo: there is no such setting"),
        ("foo = 1\n" + MEETING, "foo: there is no such setting"),
        (MEETING + '[mail]\npassword = "x"', "mail.password: there is no such setting"),
        (MEETING + '[[participants]]\nname = "a"\nrole = "king"', "participants[0].role: invalid enum value 'king'."),
        (MEETING + '[[participants]]\nname = "a\\u0007"', "participants[0].name: the text does not fit."),
        (MEETING + '[[participants]]\nname = "a"\nemail = "a@b\\nBcc: c@d"', "participants[0].email: the text does"),
        (MEETING + '[[participants]]\nname = "a"\nemail = "a@b\\n"', "participants[0].email: the text does"),
        (MEETING + '[[participants]]\nname = "a\\n"', "participants[0].name: the text does"),
        ('[meeting]\nid = "a\\n"\ntitle = "b"', "meeting.id: the text does not fit."),
        (MEETING + '[hall]\ndevice = "jack"', "hall.device: the text does not fit. It takes"),
        (MEETING + "[hall.patch]\nbooth_inputs = { xx = 3 }", "hall.patch.booth_inputs.xx: is not a channel"),
        (MEETING + "[hall.patch]\nfloor_input = 9\n[[hall.patch.slots]]", "hall.patch: input 9 does not exist"),
        (MEETING + "[hall.patch]\nfloor_input = 1", "hall.patch: there is no slot for a remote speaker"),
        (MEETING + '[mail]\nhost = "mx"', "mail.sender: must be set where a mail server is"),
        (MEETING + '[mail]\nsender = "a..b@example.org"', "mail.sender: is no e-mail address"),
        (MEETING + '[mail]\nreply_to = "a,b@example.org"', "mail.reply_to: is no e-mail address"),
        (MEETING + '[mail.bounces]\naddress = "(a@b.c"', "mail.bounces.address: is no e-mail address"),
        (MEETING + '[mail]\nusername = "u"', "mail.password_env: must be set together with mail.username"),
        (
            MEETING + '[media]\nrelay_urls = ["turn:relay.example.org:3478"]',
            "media.relay_secret_file: must be set together with media.relay_urls",
        ),
        (MEETING + '[media]\nrelay_urls = ["http://relay.example.org"]', "media.relay_urls[0]: the text does not fit"),
        ("[meeting", "Expected ']'"),
        ("a = " + "[" * 5_000, ""),
    ],
)
def test_a_fault_is_said_with_its_key(text: str, said: str) -> None:
    assert fault(text).startswith(said)


def test_a_repeated_channel_is_refused() -> None:
    twice = 'channels = [{ language = "en", name = "A" }, { language = "en", name = "B" }]'
    assert fault(MEETING + twice) == 'meeting.channels: "en" stands there twice'


def test_an_account_needs_its_password_and_a_secured_connection() -> None:
    text = MEETING + '[mail]\nhost = "mx"\nsender = "a@b"\nusername = "u"\npassword_env = "PASS"\n'
    assert fault(text) == "mail.password_env: the environment variable PASS is not set"
    assert parse_settings(text, "hall.toml", {"PASS": "x"}).mail.password_env == "PASS"
    assert "unsecured" in fault(text + 'security = "none"', {"PASS": "x"})


def participants(count: int, line: str = "") -> str:
    return MEETING + "".join(f'[[participants]]\nname = "P"\n{line}\n' for _ in range(count))


def test_ids_are_made_of_the_email_or_the_name_and_are_unique() -> None:
    text = (
        MEETING
        + """[[participants]]
name = "Zoë Ångström"
[[participants]]
name = "Zoe Angstrom"
[[participants]]
name = "毛"
[[participants]]
name = "Boris"
email = "b.petrov@example.org"
[[participants]]
id = "boris"
name = "Boris"
"""
    )
    people = parse_settings(text, "hall.toml").people()
    assert [p.participant for p in people] == ["zoe-angstrom", "zoe-angstrom-2", "participant", "b-petrov", "boris"]


def test_ids_and_addresses_are_unique() -> None:
    assert fault(participants(2, 'id = "p"')) == 'participants[1].id: "p" is that of the participant at 0 already'
    two = '[[participants]]\nname = "a"\nemail = "A@b.c"\n[[participants]]\nname = "b"\nemail = "a@B.c"'
    assert fault(MEETING + two).startswith("participants[1].email:")


def test_the_console_does_not_hear_those_on_standby_where_the_file_says_so() -> None:
    assert not parse_settings(MEETING + "[rules]\nstandby_heard = false\n", "hall.toml").rules.rules().is_standby_heard


def test_an_interpreter_works_in_a_booth_of_the_meeting() -> None:
    someone = 'role = "interpreter"\nbooth = '
    (person,) = parse_settings(participants(1, someone + '"fr"'), "hall.toml").people()
    assert (person.role, person.booth) == (Role.INTERPRETER, "fr")
    assert fault(participants(1, someone + '"de"')) == 'participants[0].booth: "de" is not a channel of the meeting'


def test_so_many_may_take_part() -> None:
    observer = 'role = "observer"'
    assert len(parse_settings(participants(3_000, observer), "hall.toml").people()) == 3_000
    assert "at most 3000" in fault(participants(3_001, observer))
    assert len(parse_settings(participants(450), "hall.toml").people()) == 450
    assert "451 may take the floor" in fault(participants(451))


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Anna", Person(ParticipantId("anna"), "Anna", "", Role.DELEGATE)),
        (
            " Anna Keller ; Austria ; observer ; ak@x.org ",
            Person(ParticipantId("ak"), "Anna Keller", "Austria", Role.OBSERVER, "ak@x.org"),
        ),
        ("Chair;;chair", Person(ParticipantId("chair"), "Chair", "", Role.CHAIR)),
    ],
)
def test_a_participant_of_the_command_line(text: str, person: Person) -> None:
    assert parse_participant(text) == person


def test_an_id_in_use_is_not_given_again() -> None:
    assert parse_participant("Anna", {"anna", "anna-2"}).participant == "anna-3"


@pytest.mark.parametrize("text", ["", ";A", "a;b;king", "a;b;chair;nobody", "a;b;chair;a@b;c", "a\x07", "a" * 121])
def test_a_participant_that_is_none(text: str) -> None:
    with pytest.raises(ConferenceError) as caught:
        parse_participant(text)
    assert caught.value.code is ErrorCode.MALFORMED


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(ConferenceError) as caught:
        load_settings(tmp_path / "none.toml")
    assert caught.value.code is ErrorCode.NOT_FOUND
    (tmp_path / "bad.toml").write_bytes(b"a = '\xff'")
    with pytest.raises(ConferenceError, match="not UTF-8 at byte 5"):
        load_settings(tmp_path / "bad.toml")
    (tmp_path / "long.toml").write_bytes(b"#" * (4 * 1024 * 1024 + 1))
    with pytest.raises(ConferenceError, match="longer than"):
        load_settings(tmp_path / "long.toml")


def test_each_meeting_has_a_directory_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    found = default_state_directory(MeetingId("assembly"), {"XDG_DATA_HOME": "/data"})
    assert found == Path("/data/hemicycle/console/assembly")
    assert default_state_directory(MeetingId("a"), {}).parts[-4:] == ("share", "hemicycle", "console", "a")
    monkeypatch.setattr("sys.platform", "win32")
    assert default_state_directory(MeetingId("a"), {"LOCALAPPDATA": "/l"}) == Path("/l/hemicycle/console/a")
    monkeypatch.setattr("sys.platform", "darwin")
    assert "Application Support" in str(default_state_directory(MeetingId("a"), {}))


def test_a_core_on_every_interface_must_know_its_public_name() -> None:
    said = fault(MEETING + '[server]\nhost = "0.0.0.0"\n')
    assert said.startswith("server.public_host: must be set")
    given = '[server]\nhost = "0.0.0.0"\npublic_host = "console.example.org"\n'
    assert parse_settings(MEETING + given, "hall.toml").media_address() == "0.0.0.0"


def test_media_go_through_an_address() -> None:
    assert parse_settings(MEETING, "hall.toml").media_address() == "127.0.0.1"
    assert parse_settings(MEETING + '[server]\nhost = "localhost"\n', "hall.toml").media_address() == "127.0.0.1"
    assert parse_settings(MEETING + '[media]\nhost = "192.0.2.7"\n', "hall.toml").media_address() == "192.0.2.7"
    said = fault(MEETING + '[server]\nhost = "console.example.org"\n')
    assert said.startswith("media.host: must be set, and an address")


def test_each_who_measures_has_a_share_that_a_good_line_fills() -> None:
    settings = parse_settings(MEETING, "hall.toml").readiness
    assert (settings.most_at_once, settings.most_mbps) == (3, 100)
    said = fault(MEETING + "[readiness]\nmost_at_once = 20\n")
    assert said.startswith("readiness.most_mbps")
    assert "105" in said
    parse_settings(MEETING + "[readiness]\nmost_at_once = 1\nmost_mbps = 10\n", "hall.toml")
