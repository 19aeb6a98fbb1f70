"""The places of counts (``N_OTS_STARTED``), stocks (``S_OTS``) and lines of the log (``E_OTS_STARTS``) by name."""

from youthsim.chain.records import COUNTS, EVENTS, STOCKS

for _prefix, _names in (("N", COUNTS), ("S", STOCKS), ("E", EVENTS)):
    globals().update({f"{_prefix}_{name.upper()}": place for place, name in enumerate(_names)})


def __getattr__(name: str) -> int:
    raise AttributeError(f"nothing that is written down is called {name}")
