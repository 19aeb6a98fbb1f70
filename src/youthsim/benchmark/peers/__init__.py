"""The reference workload in other packages, one small program each, written from the definition.

They are measured, not used: nothing that youthsim says comes from them. So each draws random numbers as its package
does, from one stream. ``simulate(chain, arrivals_per_day, days, seed)`` gives a ``Tally``.
"""
