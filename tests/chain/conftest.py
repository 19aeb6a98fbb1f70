"""What the tests of the rules share: the parameters of the registry, and the same with some changed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from youthsim.parameters import index as P
from youthsim.parameters import registry


@pytest.fixture(scope="session")
def p() -> np.ndarray:
    """The values of the registry."""
    return np.array([parameter.value for parameter in registry().values()])


@pytest.fixture(scope="session")
def changed(p: np.ndarray) -> Callable[..., np.ndarray]:
    """The registry's values with some changed: ``changed(early_gi_available=1)``."""

    def change(**values: float) -> np.ndarray:
        row = p.copy()
        for name, value in values.items():
            row[getattr(P, name)] = value
        return row

    return change
