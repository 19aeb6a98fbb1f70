"""Compile functions with numba, with a cache that can be trusted.

numba's cache does not notice when a function that is called from another file has changed. So the
compiled code lives in a folder named after a fingerprint of all that it depends on: the Python files of the rooms
that end up in it, the names of the parameters (their places are constants in compiled code, their values are not),
and the versions of Python, numba and numpy. ``NUMBA_DISABLE_JIT=1``
runs the same functions without the compiler.
"""

from __future__ import annotations

import functools
import hashlib
import os
import sys
from importlib.metadata import version
from pathlib import Path
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any, TypeVar

Function = TypeVar("Function")
PACKAGE = Path(__file__).parent
# Rooms whose files end up in compiled code; the rest of the package cannot change it.
COMPILED_ROOMS = ("compiled.py", "linking.py", "parameters", "randomness", "chain", "engines/core")
NAMES = ("[", "each")  # how the lines of a registry file begin that say which parameters there are


def fingerprint() -> str:
    """A short hash of all that compiled code depends on."""
    digest = hashlib.sha256()
    for text in (sys.version, version("numba"), version("numpy")):
        digest.update(text.encode())
    for room in COMPILED_ROOMS:
        place = PACKAGE / room
        files = [place] if place.is_file() else sorted([*place.rglob("*.py"), *place.rglob("*.toml")])
        for path in files:
            digest.update(str(path.relative_to(PACKAGE)).encode())
            digest.update(_what_matters(path))
    return digest.hexdigest()[:16]


def _what_matters(path: Path) -> bytes:
    """The content of a file on which compiled code depends: of a registry file only the names."""
    content = path.read_bytes()
    if path.suffix != ".toml":
        return content
    return b"\n".join(line for line in content.splitlines() if line.decode().startswith(NAMES))


def cache_folder() -> Path:
    """Where compiled code is kept: below YOUTHSIM_CACHE_DIR, else the user's cache folder."""
    from platformdirs import user_cache_path

    root = os.environ.get("YOUTHSIM_CACHE_DIR")
    return (Path(root) if root else user_cache_path("youthsim")) / "compiled" / fingerprint()


def is_warm() -> bool:
    """Whether this version has been compiled here before."""
    folder = cache_folder()
    return folder.is_dir() and any(folder.rglob("*.nbc"))


def _numba() -> Any:
    # Light optimisation: it takes a fifth off the first compile, and the engine runs as fast.
    os.environ.setdefault("NUMBA_OPT", "1")
    import numba

    if not os.environ.get("NUMBA_CACHE_DIR"):
        numba.config.CACHE_DIR = str(cache_folder())
    return numba


numba = _numba()
OPTIONS = {"nogil": True, "error_model": "numpy"}


def _with_plain_integers(dispatcher: Any) -> Any:
    """Let calls from compiled code see one kind of integer only.

    A function that is called with 32-bit, 64-bit and literal integers would be compiled once for each mixture,
    which triples the time of the first compile. Here every integer argument is widened to 64 bits first.
    """
    inner = dispatcher.get_call_template

    def get_call_template(args: tuple[Any, ...], kws: dict[str, Any]) -> Any:
        return inner(tuple(_plain(a) for a in args), kws)

    dispatcher.get_call_template = get_call_template
    return dispatcher


def _plain(kind: Any) -> Any:
    """The type as which an argument is passed."""
    kind = numba.types.unliteral(kind)
    signed = isinstance(kind, numba.types.Integer) and kind.signed
    return numba.types.int64 if signed or kind == numba.types.uint8 else kind


def rule(function: Function) -> Function:
    """A rule of the chain: a pure function of numbers, called from Python and from compiled code."""
    if numba.config.DISABLE_JIT:
        return function
    return _with_plain_integers(numba.njit(cache=True, **OPTIONS)(function))  # type: ignore[no-any-return]


def kernel(function: Function) -> Function:
    """A step of the engine, called from compiled code (and from tests): it is kept as part of its entry."""
    return _within(function)


def step(function: Function) -> Function:
    """A kernel so short and so frequent that a call would take longer than its work: it is built into its caller."""
    return _within(function, forceinline=True)


def _within(function: Function, **options: bool) -> Function:
    """A function that compiled code has built into its entry; Python, where it calls it, gets one of its own."""
    if numba.config.DISABLE_JIT:
        return function

    @functools.cache
    def linked() -> Any:  # made when something is compiled, which is seldom
        from youthsim.linking import LINKED_ONLY

        return _with_plain_integers(numba.njit(**OPTIONS, **LINKED_ONLY, **options)(function))

    called = numba.njit(**OPTIONS, **options)(function)
    called.get_call_template = lambda arguments, keywords: linked().get_call_template(arguments, keywords)
    called.get_overload = lambda signature: linked().get_overload(signature)
    return called  # type: ignore[no-any-return]


@functools.cache
def plain(module: ModuleType) -> SimpleNamespace:
    """The rules of a module as ordinary Python functions, with the same results.

    For some thousands of calls from Python that is quicker than loading the compiled code of each rule.
    """
    names = dict(vars(module))
    for name, value in vars(module).items():
        if hasattr(value, "py_func"):
            home = sys.modules[value.py_func.__module__]
            own = home is module
            names[name] = FunctionType(value.py_func.__code__, names, name) if own else getattr(plain(home), name)
        elif isinstance(value, ModuleType) and value.__name__.rpartition(".")[0] == module.__name__.rpartition(".")[0]:
            names[name] = plain(value)
    return SimpleNamespace(**names)


entry = rule
"""An entry of the engine, called from Python; the cache keeps it with all that it calls."""
