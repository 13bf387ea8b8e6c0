"""What moderators do, and what is left when they are cut off while they do it."""

import asyncio
from pathlib import Path

import pytest

from common.model.chat import ChatKind, ChatRules
from common.protocol import chat
from tests.helpers.consolekit import ANNA, CHAIR, OLGA, ROLES, console_kit, settings
from tests.helpers.delegate import until


async def test_a_moderator_whose_link_is_cut_in_the_act_leaves_the_line_to_others(tmp_path: Path) -> None:
    async with console_kit(tmp_path, settings(ROLES)) as kit:
        anna, chair, olga = await kit.attach(ANNA), await kit.attach(CHAIR), await kit.attach(OLGA)
        await kit.desk.handle(chair, chat.SetChatRules(rules=ChatRules(is_moderated=True)))
        await kit.desk.handle(anna, chat.SendChat(text="question", kind=ChatKind.EVENT))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await kit.desk.handle(chair, chat.PassChatLine(number=1))
        await kit.desk.handle(olga, chat.PassChatLine(number=1))
        await until(lambda: any(isinstance(message, chat.ChatSaid) for message in anna.messages))
