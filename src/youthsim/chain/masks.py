"""Masks: a bit for each child of a family, or for each organisation that holds a signal of it."""

from youthsim.compiled import rule


@rule
def how_many(mask: int) -> int:
    """How many a mask holds."""
    count = 0
    while mask:
        count += mask & 1
        mask >>= 1
    return count
