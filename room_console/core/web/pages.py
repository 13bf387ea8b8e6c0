"""Pages made of templates and words. Everything that is filled in is escaped; no page holds a script of its own."""

import functools
from typing import Final

import jinja2
from aiohttp import web

from room_console.core.web.folder import WEB_FOLDER
from room_console.core.web.headers import secure
from room_console.core.web.static import asset, version
from room_console.core.web.words import Words, choose_language, languages, words_for

LANGUAGE_NAME: Final = "lang"
"""The parameter of a page's address by which a reader asks for a language."""


@functools.cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(WEB_FOLDER / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["asset"] = asset
    return environment


def prepare() -> None:
    """Read and compile everything that pages are made of, tens of milliseconds once. Thread: a worker's."""
    environment = _environment()
    for name in environment.list_templates():
        environment.get_template(name)
    for language in languages():
        words_for(language)
    version()


def render(template: str, words: Words, **values: object) -> str:
    """Fill in a template, which finds `words`, `text`, `language` and `direction` beside the values.

    Thread: any. Raises: jinja2.TemplateError for a template that is wrong.
    """
    found = _environment().get_template(template)
    shared = {"words": words, "text": words.text, "language": words.language, "direction": words.direction}
    return found.render({**shared, **values})


def words_of(request: web.Request) -> Words:
    """Return the words for who asks: by `?lang=`, else as their browser says."""
    return words_for(choose_language(request.query.get(LANGUAGE_NAME), request.headers.get("Accept-Language")))


def page(
    request: web.Request,
    template: str,
    words: Words | None = None,
    *,
    status: int = 200,
    may_speak: bool = False,
    **values: object,
) -> web.Response:
    """Answer with a page, which offers itself in every language."""
    chosen = words or words_of(request)
    others = [
        (str(request.rel_url.update_query({LANGUAGE_NAME: tag})), tag, name)
        for tag, name in languages().items()
        if tag != chosen.language
    ]
    text = render(template, chosen, other_languages=others, **values)
    answer = web.Response(text=text, status=status, content_type="text/html", charset="utf-8")
    answer.headers["Content-Language"] = chosen.language
    return secure(answer, may_speak=may_speak)
