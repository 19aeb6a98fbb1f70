"""From a scenario to the numbers of an engine: parameters per area, timeline, pools, warm start."""

from youthsim.arrays.building import Arrays, Pool, build

__all__ = ["Arrays", "Pool", "build"]
