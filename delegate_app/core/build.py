"""The delegate from its real parts."""

from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version

from common.aio.backoff import Backoff
from common.control.client import ControlClient
from common.control.joinlink import JoinLink
from common.control.listener import ControlListener
from common.rtc.legs import DownlinkPeer, UplinkPeer
from delegate_app.core.client import DelegateClient, Parts
from delegate_app.core.keyringstore import KeyringStore, MemoryStore, SecretStore
from delegate_app.core.recollection import NothingKept, SettingsStore
from delegate_app.core.seams import ControlLink, DeviceKit, Peers
from delegate_app.core.settings import SettingsFile, settings_path

PEERS = Peers(uplink=UplinkPeer, downlink=DownlinkPeer)


def app_name(kind: str) -> str:
    """Name this program to the console: `delegate 0.1.0`."""
    try:
        return f"{kind} {version('hemicycle')}"
    except PackageNotFoundError:
        return kind


def desktop_delegate() -> DelegateClient:
    """Make the delegate of the window: this machine's devices, its keyring, its settings."""
    from delegate_app.core.desktopkit import DesktopKit

    return DelegateClient(
        Parts(
            connect=_connect("delegate"),
            peers=PEERS,
            kit=DesktopKit(),
            secrets=KeyringStore(),
            settings=SettingsFile(settings_path()),
            make_waits=Backoff,
            app=app_name("delegate"),
        )
    )


def headless_delegate(kit: DeviceKit) -> DelegateClient:
    """Make a delegate that shows no picture and leaves nothing on this machine."""
    return _without_window(kit, MemoryStore(), NothingKept())


def check_delegate(audio_in: str | None, audio_out: str | None, camera: str | None) -> DelegateClient:
    """Make a delegate for the checks without a window: by this machine's devices, or by those that are named.

    Raises: UserError(`device`).
    """
    if audio_in is None and audio_out is None and camera is None:
        from delegate_app.core.desktopkit import DesktopKit

        return _without_window(DesktopKit(), KeyringStore(), SettingsFile(settings_path()))
    from delegate_app.core.headless.kit import HeadlessKit
    from delegate_app.core.headless.options import HeadlessOptions

    named = HeadlessOptions(link="", audio_in=audio_in or "silence", audio_out=audio_out or "none", camera=camera)
    return _without_window(HeadlessKit(named), MemoryStore(), NothingKept())


def _without_window(kit: DeviceKit, secrets: SecretStore, settings: SettingsStore) -> DelegateClient:
    return DelegateClient(
        Parts(
            connect=_connect("headless delegate"),
            peers=PEERS,
            kit=kit,
            secrets=secrets,
            settings=settings,
            make_waits=Backoff,
            pixel_format=None,
            app=app_name("headless delegate"),
        )
    )


def _connect(kind: str) -> Callable[[JoinLink, str, ControlListener], ControlLink]:
    app = app_name(kind)

    def connect(link: JoinLink, device_key: str, listener: ControlListener) -> ControlLink:
        return ControlClient(link, device_key, app, listener)

    return connect
