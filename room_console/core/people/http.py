"""`POST /api/people`: another system brings people in (docs/registration.md)."""

import asyncio
from collections.abc import Callable
from typing import Any, Final

import msgspec
from aiohttp import web

from common.aio.clock import Clock
from common.model.errors import ConferenceError, ErrorCode
from common.model.registration import RegistrationRules, Source
from room_console.core.people.applying import ImportResult, Imports
from room_console.core.people.decoding import MAX_FILE_BYTES
from room_console.core.people.keys import ApiKeys
from room_console.core.people.planning import ImportPlan
from room_console.core.people.reading import Table, read_csv, read_json
from room_console.core.people.telling import as_json
from room_console.core.web.brake import RateBrake
from room_console.core.web.guard import address_of, bearer, read_body
from room_console.core.web.promote import promote

PATH: Final = "/api/people"
UPLOAD_TIMEOUT_S: Final = 30.0
READERS: Final[dict[str, Callable[[bytes], Table]]] = {"text/csv": read_csv, "application/json": read_json}
OPTIONS: Final = ("dry_run", "partial", "remove_missing")
_STATUS: Final = {ErrorCode.BUSY: 503, ErrorCode.DISK: 507}


class PeopleEndpoint:
    """Thread: the core's loop."""

    def __init__(
        self,
        imports: Imports,
        keys: ApiKeys,
        rules: Callable[[], RegistrationRules],
        on_used: Callable[[], None],
        clock: Clock,
    ) -> None:
        self._imports = imports
        self._keys = keys
        self._rules = rules
        self._on_used = on_used
        self._clock = clock
        self._guesses = RateBrake(10, 10, 600, 100, clock.mono_s())
        """Of keys that are none."""
        self._uses = RateBrake(30, 10, 120, 40, clock.mono_s())
        """Of each key."""
        self._turn = asyncio.Semaphore(1)

    async def serve(self, request: web.Request) -> web.Response:
        """Answer 200 with what was done; 422 with what is wrong where nothing was."""
        await self._admit(request)
        if (reader := READERS.get(request.content_type)) is None:
            raise web.HTTPUnsupportedMediaType(text=f"one of {', '.join(READERS)}")
        wishes = _wishes(request)
        if self._turn.locked():
            raise web.HTTPServiceUnavailable(headers={"Retry-After": "2"}, text="another import is under way")
        async with self._turn:
            body = await read_body(request, MAX_FILE_BYTES, UPLOAD_TIMEOUT_S)
            return await self._import(reader, body, wishes)

    async def _admit(self, request: web.Request) -> None:
        key, now_s = bearer(request), self._clock.mono_s()
        try:
            name = await self._keys.check(key)
        except ConferenceError as error:
            raise web.HTTPInsufficientStorage(text=error.code) from error
        if name is None:
            if wait_s := self._guesses.count(address_of(request), now_s):
                raise _too_fast(wait_s)
            raise web.HTTPUnauthorized(headers={"WWW-Authenticate": "Bearer"}, text="no such key")
        if wait_s := self._uses.count(name, now_s):
            raise _too_fast(wait_s)
        promote(request)
        self._on_used()

    async def _import(self, reader: Callable[[bytes], Table], body: bytes, wishes: frozenset[str]) -> web.Response:
        table = await self._imports.read(reader, body)
        if "dry_run" in wishes:
            plan = await self._imports.plan(table, Source.SYSTEM)
            return await self._answer(200 if table.is_whole else 422, table, plan, None)
        try:
            result = await self._imports.apply(
                table,
                None,
                Source.SYSTEM,
                is_partial="partial" in wishes,
                removes_missing="remove_missing" in wishes,
            )
        except ConferenceError as error:
            return web.json_response({"code": error.code, "words": error.detail}, status=_STATUS.get(error.code, 409))
        status = 200 if result.is_done else 422
        return await self._answer(status, table, result.plan, result if result.is_done else None)

    async def _answer(self, status: int, table: Table, plan: ImportPlan, result: ImportResult | None) -> web.Response:
        body = await asyncio.to_thread(_encoded, table, plan, result, self._rules().webcast_url)
        return web.Response(status=status, body=body, content_type="application/json")


def _wishes(request: web.Request) -> frozenset[str]:
    """Return the options that are on. Raises: web.HTTPBadRequest for one that is none."""
    for name, value in request.query.items():
        if name not in OPTIONS or value not in ("0", "1"):
            raise web.HTTPBadRequest(text=f"options are {', '.join(OPTIONS)}, each 0 or 1")
    return frozenset(name for name, value in request.query.items() if value == "1")


def _encoded(table: Table, plan: ImportPlan, result: ImportResult | None, webcast_url: str) -> bytes:
    """Write the answer, and let go of what it was made of."""
    content: dict[str, Any] = as_json(plan, result, webcast_url)
    body = msgspec.json.encode(content)
    table.free()
    plan.free()
    return body


def _too_fast(wait_s: float) -> web.HTTPTooManyRequests:
    return web.HTTPTooManyRequests(headers={"Retry-After": f"{wait_s + 1:.0f}"})
