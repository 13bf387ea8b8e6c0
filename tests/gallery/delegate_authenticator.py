"""The setting up of an authenticator app."""

from PySide6.QtWidgets import QWidget

from common.model.errors import ErrorCode
from delegate_app.core.enrolment import Offer
from delegate_app.ui.pages.authenticator import AuthenticatorPage
from tests.gallery.registry import scene

SECRET = "JBSWY3DPEHPK3PXPGEZDGNBVGY3TQOJQ"
SHORT, LONG = "Conversation", "%D8%AD%D9%88%D8%A7%D8%B1" * 15


def offer_of(issuer: str) -> Offer:
    """Make an offer as the console does."""
    return Offer(f"otpauth://totp/{issuer}:anna?secret={SECRET}&issuer={issuer}", SECRET)


@scene(
    "delegate.authenticator",
    states=("empty", "usual", "crowded", "typed", "wrong", "expired", "off", "done"),
    sizes=((1280, 720), (800, 560), (640, 560), (480, 420)),
)
def authenticator(state: str, language: str) -> QWidget:
    """The page alone; `crowded` has the longest title, in a script that the address writes in many bytes."""
    del language
    page = AuthenticatorPage()
    if state not in ("empty", "off"):
        page.show_offer(offer_of(LONG if state == "crowded" else SHORT))
    match state:
        case "typed" | "wrong":
            page.field.setText("314159")
            page.confirm.setEnabled(True)
            if state == "wrong":
                page.show_refusal(ErrorCode.CODE_WRONG)
        case "expired" | "off":
            page.show_refusal(ErrorCode.CODE_EXPIRED if state == "expired" else ErrorCode.NOT_ALLOWED)
        case "done":
            page.show_done()
        case _:
            pass
    return page
