"""The workshop page: see the chain move, pull a lever, get the answer with its interval.

One process serves one page and keeps no state of its own that matters: what a participant has set stands in the
address of the page. What the server remembers (replications, films of the Mesa model) it can make again.
"""
