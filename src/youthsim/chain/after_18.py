"""After 18: a youth who turned 18 in need, followed until an age: how long in need, and with or without somebody.

Levels go on as before, at the rates of a family that receives nothing, times the factors of follow-up while there is
somebody. A youth without follow-up finds it at a rate. The years until that age are lived through at the 18th birthday,
at the parameters of that day: nothing that happens there works back on the chain.

Source: youths of 18 to 23 who fall between Jeugdwet and Wmo, Van nul tot later als ik groot ben (2017) [002], Oss and
Apeldoorn.
"""

from youthsim.chain import problem
from youthsim.chain.states import CARE_NONE
from youthsim.compiled import rule
from youthsim.parameters import index as P
from youthsim.parameters.index import Values


@rule
def rates(p: Values, level: int, risk: float, network: float, followed: bool) -> tuple[float, float, float]:
    """Rates per year of growing, of shrinking, and of finding follow-up."""
    up = problem.up_rate(p, level, risk, CARE_NONE, False, network)
    down = problem.down_rate(p, level, CARE_NONE, False, network)
    if followed:
        return up * p[P.after_18_up_factor], down * p[P.after_18_down_factor], 0.0
    looks = level >= p[P.need_level]
    return up, down, (p[P.after_18_find_rate] * p[P.after_18_no_wrong_door] if looks else 0.0)
