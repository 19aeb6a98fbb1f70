"""The web application: which address gives what. It keeps nothing on disk and changes nothing by being asked."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import json
import logging
import urllib.parse
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import anyio
from anyio.to_thread import run_sync
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from youthsim.experiment.errors import BadInput
from youthsim.report.style import choose
from youthsim.workshop import answers, asking, assets, controls, guarding, limits, taking_home
from youthsim.workshop.estimating import Pool, Question
from youthsim.workshop.films import Cinema
from youthsim.workshop.guarding import COOKIE, Door, Refused
from youthsim.workshop.measured import comparison
from youthsim.workshop.menu import SHIPPED, Menu
from youthsim.workshop.stories import Library, changed_most, story
from youthsim.workshop.words import words

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "connect-src 'self'; font-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
SIDES = ("base", "policy")
HEARTBEAT_SECONDS = 10.0
EXPORT_SECONDS = 60.0
LARGEST_BODY = 1_000
KEPT_ANSWERS = 96

LOG = logging.getLogger("youthsim.workshop")


class Workshop:
    """What the addresses share: the door, the pool, films and lives."""

    def __init__(
        self, door: Door, pool: Pool, host: str, languages: tuple[str, ...], library: Library | None = None,
        menu: Menu = SHIPPED,
    ) -> None:  # fmt: skip
        self.door, self.pool, self.host, self.languages, self.menu = door, pool, host, languages, menu
        self.cinema, self.library = Cinema(lambda: self.pool.somebody_waits), library or Library()
        self._answers: OrderedDict[Any, dict[str, Any]] = OrderedDict()
        # Python work takes the interpreter from others, so little of it runs at once.
        self.answering, self.filming, self.reading = (anyio.CapacityLimiter(number) for number in (2, 1, 1))

    def language(self, request: Request) -> str:
        """The language that an address asks for, among those that the workshop speaks."""
        asked = request.query_params.get("lang")
        return asked if asked in self.languages else self.languages[0]

    def told(self, question: Question, done: dict[int, Any], outcome: str, language: str) -> dict[str, Any]:
        """The answer that these replications give, with its figures; told once and remembered."""
        key = (question.base.scenario.hash, question.policy.scenario.hash, len(done), outcome, language)
        known = self._answers.get(key)
        if known is None:
            worlds = (question.base.scenario, question.policy.scenario)
            result = comparison(worlds, done, question.wanted, language)
            known = answers.answer(result, question.wanted, language) | {
                "figures": answers.figures(result, outcome, language),
                "families": round(worlds[0].families),
                "years": worlds[0].years,
            }
            self._answers[key] = known
            while len(self._answers) > KEPT_ANSWERS:
                with contextlib.suppress(KeyError):
                    self._answers.popitem(last=False)
        return known


def application(workshop: Workshop) -> Starlette:
    """The application of a workshop."""
    routes = [
        _route("/", page, workshop, guarded=False),
        _route("/enter", enter, workshop, guarded=False, methods=["POST"]),
        _route("/asset/{name}", asset, workshop, guarded=False),
        _route("/api/controls", give_controls, workshop),
        _route("/api/check", check, workshop),
        _route("/api/answer", stream_answer, workshop),
        _route("/api/film", film, workshop),
        _route("/api/story", family_story, workshop),
        _route("/api/changed", families_changed, workshop),
        _route("/export/table.csv", export_table, workshop),
        _route("/export/picture.png", export_picture, workshop),
        _route("/export/scenario.toml", export_scenario, workshop),
    ]
    return Starlette(routes=routes, exception_handlers={404: _not_found, 405: _not_found})


def _route(
    path: str,
    endpoint: Callable[[Workshop, Request], Awaitable[Response]],
    workshop: Workshop,
    *,
    guarded: bool = True,
    methods: list[str] | None = None,
) -> Route:
    """A route whose refusals are short, clear and never a traceback."""

    @functools.wraps(endpoint)
    async def answered(request: Request) -> Response:
        language = workshop.language(request)
        try:
            if not guarding.is_own_name(request.headers.get("host", ""), workshop.host):
                raise Refused(403, "refused_host")
            if len(request.url.query) > limits.LONGEST_QUERY:
                raise Refused(414, "refused_long")
            if guarded:
                request.state.session = workshop.door.check(request.cookies.get(COOKIE))
            response = await endpoint(workshop, request)
        except Refused as refused:
            response = _refusal(refused.status, choose(words()[refused.reason], language))
        except BadInput as wrong:
            response = _refusal(400, str(wrong))
        except Exception as error:  # told to the facilitator, and not to who asked
            LOG.error("a defect in youthsim: %s: %s", type(error).__name__, " ".join(str(error).split()))
            response = _refusal(500, choose(words()["answer_failed"], language))
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return Route(path, answered, methods=methods or ["GET"])


def _refusal(status: int, text: str) -> Response:
    return JSONResponse({"error": text}, status_code=status)


async def _not_found(_: Request, error: Exception) -> Response:
    status = int(getattr(error, "status_code", 404))
    return JSONResponse({"error": "there is nothing at this address"}, status_code=status, headers=HEADERS)


# The page.


async def page(workshop: Workshop, request: Request) -> Response:
    """The page, or where a room has a code and the session has not given it, the entrance."""
    token = request.cookies.get(COOKIE)
    session = workshop.door.open(token)
    language = workshop.language(request)
    if session.admitted:
        content = assets.page(language, workshop.languages)
    else:
        content = assets.entrance(language, f"enter?{request.url.query}", wrong="wrong" in request.query_params)
    response = HTMLResponse(content, status_code=200 if session.admitted else 401)
    if session.token != token:
        response.set_cookie(COOKIE, session.token, httponly=True, samesite="strict")
    return response


async def enter(workshop: Workshop, request: Request) -> Response:
    """Take the access code and lead back to the address that was asked for."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_BODY:
            raise Refused(413, "refused_long")
    given = urllib.parse.parse_qs(body.decode("utf-8", "replace"), max_num_fields=5)
    address = request.client.host if request.client else ""
    right = workshop.door.enter(request.cookies.get(COOKIE), given.get("code", [""])[0], address)
    pairs = [(key, value) for key, value in request.query_params.multi_items() if key != "wrong"]
    query = urllib.parse.urlencode(pairs if right else [*pairs, ("wrong", "1")])
    return RedirectResponse(f"./?{query}" if query else "./", status_code=303)


async def asset(_: Workshop, request: Request) -> Response:
    """A script, the style or the icon, by one of the names that there are."""
    name = request.path_params["name"]
    found = await run_sync(assets.plotly) if name == assets.PLOTLY else assets.assets().get(name)
    if found is None:
        return _refusal(404, "there is nothing at this address")
    headers = {"Content-Type": found.kind, "ETag": f'"{found.tag}"', "Vary": "Accept-Encoding"} | FOREVER
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(found.packed, headers=headers | {"Content-Encoding": "gzip"})
    return Response(found.content, headers=headers)


# What the page asks.


def _ask(request: Request) -> asking.Ask:
    return asking.read(request.query_params.multi_items())


async def give_controls(workshop: Workshop, request: Request) -> Response:
    """All controls, with what the scenarios of this address say as they are."""
    ask = _ask(request)
    as_they_are = asking.Ask(ask.base, ask.policy)

    def made() -> dict[str, Any]:
        both = asking.worlds(as_they_are, workshop.menu)
        return controls.controls(*both, workshop.language(request), workshop.menu)

    return JSONResponse(await run_sync(made, limiter=workshop.reading))


async def check(workshop: Workshop, request: Request) -> Response:
    """Whether what is asked can be, and the warnings that come with it; where a preset belongs."""
    ask = _ask(request)

    def made() -> dict[str, Any]:
        base, policy = asking.worlds(ask, workshop.menu)
        new = [warning for warning in (*base.warnings, *policy.warnings) if "plausible" in warning]
        beside = workshop.menu.beside(ask.policy)
        return {"warnings": list(dict.fromkeys(new)), "beside": beside, "same": base == policy}

    return JSONResponse(await run_sync(made, limiter=workshop.reading))


async def stream_answer(workshop: Workshop, request: Request) -> Response:
    """The answer, a first estimate and then sharper ones, as events."""
    ask, language = _ask(request), workshop.language(request)
    outcome = request.query_params.get("outcome", answers.OVER_THE_YEARS[0])
    if outcome not in answers.OVER_THE_YEARS:
        raise BadInput(f"outcome is not one of {', '.join(answers.OVER_THE_YEARS)}")
    worlds = await run_sync(_sized_worlds, ask, workshop.menu, limiter=workshop.reading)
    more, loop = asyncio.Event(), asyncio.get_running_loop()
    ended = False

    def changed() -> None:
        with contextlib.suppress(RuntimeError):  # the server stops
            loop.call_soon_threadsafe(more.set)

    def end() -> None:
        nonlocal ended
        ended = True
        more.set()

    async def events() -> AsyncIterator[bytes]:
        question = workshop.pool.ask(worlds, changed)
        request.state.session.begins(end)
        told = 0
        try:
            if not workshop.pool.ready:
                yield _event({"state": "compiling"})
            while not ended:
                done = workshop.pool.pairs(question)
                if question.failure is not None:
                    LOG.error("a defect in youthsim: %s", type(question.failure).__name__)
                    yield _event({"state": "failed", "text": choose(words()["answer_failed"], language)})
                    return
                reached = max((number for number in limits.MILESTONES if number <= len(done)), default=0)
                if reached > told:
                    told = reached
                    given = {number: done[number] for number in range(told)}
                    made = await run_sync(workshop.told, question, given, outcome, language, limiter=workshop.answering)
                    yield _event({"state": "answer", "done": told >= question.wanted} | made)
                    if told >= question.wanted:
                        return
                    continue
                yield _event({"state": "working", "replications": len(done)})
                more.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(more.wait(), HEARTBEAT_SECONDS)
            yield _event({"state": "ended"})
        finally:
            workshop.pool.close(question)
            request.state.session.ended(end)

    return StreamingResponse(events(), media_type="text/event-stream")


def _event(content: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode() + b"\n\n"


def _sized_worlds(ask: asking.Ask, menu: Menu) -> tuple[Any, Any]:
    base, policy = asking.worlds(ask, menu)
    return asking.sized(base, ask.size), asking.sized(policy, ask.size)


async def film(workshop: Workshop, request: Request) -> Response:
    """Days of the picture of the base or of the policy."""
    worlds = await run_sync(asking.worlds, _ask(request), workshop.menu, limiter=workshop.reading)
    side = request.query_params.get("side", SIDES[0])
    if side not in SIDES:
        raise BadInput(f"side is not one of {', '.join(SIDES)}")
    first = _whole(request, "from", 0, 36_600)
    days = _whole(request, "days", 1, limits.MOST_DAYS_A_REQUEST)
    show = functools.partial(
        workshop.cinema.show, worlds[SIDES.index(side)], first, days, whole=request.query_params.get("view") == "whole"
    )
    return JSONResponse(await run_sync(show, limiter=workshop.filming))


def _whole(request: Request, key: str, least: int, most: int) -> int:
    """A whole number of the address."""
    given = request.query_params.get(key, str(least))
    if not given.isascii() or not given.isdecimal() or len(given) > 9 or not least <= int(given) <= most:
        raise BadInput(f"{key} is no whole number from {least} to {most}")
    return int(given)


async def family_story(workshop: Workshop, request: Request) -> Response:
    """The life of the family that lives at a place on a day, under both policies."""
    ask, language = _ask(request), workshop.language(request)
    place = _whole(request, "place", 0, limits.FAMILIES_IN_PICTURE * 200)
    day = _whole(request, "day", 0, 36_600)

    def told() -> dict[str, Any]:
        both = _lives(workshop, ask)
        families = both[0].families
        identity = both[0].lives_at(place % families, day) if place < families else place
        return story(both, identity, language)

    return JSONResponse(await run_sync(told, limiter=workshop.reading))


async def families_changed(workshop: Workshop, request: Request) -> Response:
    """The families whose lives differ most between the two policies."""
    ask, language = _ask(request), workshop.language(request)

    def made() -> list[dict[str, Any]]:
        return changed_most(_lives(workshop, ask), language)

    return JSONResponse(await run_sync(made, limiter=workshop.reading))


def _lives(workshop: Workshop, ask: asking.Ask) -> tuple[Any, Any]:
    if not workshop.pool.ready:
        raise Refused(503, "refused_compiling")
    base, policy = asking.worlds(ask, workshop.menu)
    return workshop.library.lives(base), workshop.library.lives(policy)


# What is taken home.


async def _result(workshop: Workshop, request: Request) -> Any:
    """The comparison as far as it is known, once it has a first estimate."""
    ask, language = _ask(request), workshop.language(request)
    worlds = await run_sync(_sized_worlds, ask, workshop.menu, limiter=workshop.reading)
    more, loop = asyncio.Event(), asyncio.get_running_loop()

    def changed() -> None:
        with contextlib.suppress(RuntimeError):  # the server stops
            loop.call_soon_threadsafe(more.set)

    question = workshop.pool.ask(worlds, changed)
    try:
        async with asyncio.timeout(EXPORT_SECONDS):
            while len(done := workshop.pool.pairs(question)) < limits.MILESTONES[0]:
                if question.failure is not None:
                    raise Refused(500, "answer_failed")
                more.clear()
                await more.wait()
    except TimeoutError:
        raise Refused(503, "refused_compiling") from None
    finally:
        workshop.pool.close(question)
    return await run_sync(comparison, worlds, done, question.wanted, language, limiter=workshop.answering)


def _download(content: bytes, kind: str, name: str) -> Response:
    headers = {"Content-Type": kind, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, headers=headers)


async def export_table(workshop: Workshop, request: Request) -> Response:
    """All differences as a table."""
    result = await _result(workshop, request)
    content = await run_sync(taking_home.table, result, workshop.language(request), limiter=workshop.answering)
    return _download(content.encode("utf-8-sig"), "text/csv; charset=utf-8", "youthsim.csv")


async def export_picture(workshop: Workshop, request: Request) -> Response:
    """A figure for print: of one outcome over the years, or of the differences."""
    outcome = request.query_params.get("outcome")
    if outcome is not None and outcome not in answers.OVER_THE_YEARS:
        raise BadInput(f"outcome is not one of {', '.join(answers.OVER_THE_YEARS)}")
    result = await _result(workshop, request)
    drawn = await run_sync(taking_home.picture, result, outcome, workshop.language(request), limiter=workshop.answering)
    return _download(drawn, "image/png", taking_home.picture_name(outcome))


async def export_scenario(workshop: Workshop, request: Request) -> Response:
    """The policy, or the base, as a scenario file that runs by itself."""
    side = request.query_params.get("side", SIDES[1])
    if side not in SIDES:
        raise BadInput(f"side is not one of {', '.join(SIDES)}")
    ask, language = _ask(request), workshop.language(request)

    def made() -> str:
        worlds = asking.worlds(ask, workshop.menu)
        place = SIDES.index(side)
        before = workshop.menu.scenario((ask.base, ask.policy)[place])
        return taking_home.scenario_file(worlds, place, before, ask.size, language)

    content = await run_sync(made, limiter=workshop.reading)
    return _download(content.encode(), "application/toml; charset=utf-8", f"{side}.toml")
