"""What every agent of the chain has: the present moment, and the parameters of its area."""

from __future__ import annotations

from typing import TYPE_CHECKING

from youthsim.chain.protection import TENTHS_PER_PLACE
from youthsim.engines.mesa.adapter import Agent

if TYPE_CHECKING:
    import numpy as np

    from youthsim.engines.mesa.ledger import Ledger
    from youthsim.engines.mesa.model import MesaModel
    from youthsim.engines.mesa.places import Places


class Actor(Agent):
    """An agent of the chain. ``p`` are the parameters of its area, which the policy may change over time."""

    model: MesaModel

    def __init__(self, model: MesaModel, area: int) -> None:
        super().__init__(model)
        self.area = area
        self.ledger: Ledger = model.ledger
        self.p: np.ndarray = model.params[area]

    @property
    def now(self) -> int:
        """The present tick."""
        return self.ledger.now

    def count(self, what: str, amount: int = 1) -> None:
        """Add to a count of the area."""
        self.ledger.count(self.area, what, amount)

    def change_stock(self, what: str, change: int) -> None:
        """Change a stock of the area."""
        self.ledger.change_stock(self.area, what, change)


class Organisation(Actor):
    """An organisation of a region, with a pool of places for each region or area that it serves."""

    def __init__(self, model: MesaModel, *pools: Places) -> None:
        super().__init__(model, model.arrays.pools[pools[0].number].row)
        self.pools = pools
        for places in pools:
            places.owner = self

    def in_words(self) -> dict[str, object]:
        """The state of the organisation, for people who look at it."""
        return {
            "places": sum(places.there for places in self.pools) / TENTHS_PER_PLACE,
            "in use": sum(places.used for places in self.pools) / TENTHS_PER_PLACE,
            "waiting": sum(places.waiting for places in self.pools),
        }
