"""A fake engine for experiments."""

import pytest

from tests.fakes import fake_build, fake_simulate
from youthsim.experiment import Engine


@pytest.fixture
def engine():
    return Engine("fake", fake_build, fake_simulate)
