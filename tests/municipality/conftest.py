"""Two made-up municipalities, one in each era, and how to describe others."""

from __future__ import annotations

from pathlib import Path

import pytest

from youthsim.municipality.asked import Given, completed
from youthsim.municipality.fitting import fit
from youthsim.municipality.reading import read_figures

FIGURES = Path(__file__).parents[2] / "scenarios" / "figures"
FILES = {"jeugdwet2015": FIGURES / "voorbeeldstad-2023.toml", "wjz2005": FIGURES / "voorbeeldstad-2010.toml"}
YEARS = {"jeugdwet2015": 2019, "wjz2005": 2009}


def asked(era="jeugdwet2015", **figures):
    """A municipality with these figures, and national rates for the others."""
    return completed(era, YEARS[era], {name: Given(float(value), "here:1") for name, value in figures.items()})


@pytest.fixture(scope="session")
def fitted():
    """The fit of the shipped figures of each era."""
    return {era: fit(read_figures(path)) for era, path in FILES.items()}
