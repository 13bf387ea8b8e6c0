"""Between the attachment and the page where staff sign in."""

from common.aio.tasks import TaskOwner, spawn
from common.control.trust import shown_authority
from common.model.addresses import host_port
from common.model.errors import ConferenceError, ErrorCode
from room_console.ui.attachment import Attachment
from room_console.ui.signin import SignInPage


class EntryPresenter:
    """Thread: main."""

    def __init__(self, attachment: Attachment, page: SignInPage) -> None:
        self.tasks = TaskOwner("sign-in")
        self._attachment = attachment
        self._page = page
        self._shown = b""
        if (link := attachment.link) is not None:
            page.show_place(host_port(link.host, link.port))
        page.wanted.connect(self._sign_in)
        page.believed.connect(lambda: attachment.believe(self._shown))

    def _sign_in(self, account: str, password: str, new_password: str) -> None:
        spawn(self._try(account, password, new_password), name="sign-in", owner=self.tasks)

    async def _try(self, account: str, password: str, new_password: str) -> None:
        try:
            await self._attachment.sign_in(account, password, new_password)
        except ConferenceError as error:
            if not await self._is_asked_about(error):
                self._page.refused(error)

    async def _is_asked_about(self, error: ConferenceError) -> bool:
        """Let the user judge a console that was named by its host alone and that the system doesn't know."""
        link = self._attachment.link
        if error.code is not ErrorCode.CERTIFICATE or link is None or link.fingerprint:
            return False
        try:
            self._shown = await shown_authority(link.host, link.port)
        except ConferenceError:
            return False
        self._page.show_stranger(self._shown)
        return True
