"""How much the page may ask and keep, so that one participant cannot take it from the others. None is of the domain."""

from __future__ import annotations

# The answer: replications of the core.
FAMILIES_SMALL = 10_000  # so that a few replications fit in a second
FAMILIES_FULL = 60_000
REPLICATIONS = 100
MILESTONES = (4, 10, 25, 50, REPLICATIONS)  # after so many replications the answer is told again
KEPT_ESTIMATES = 64  # scenarios whose replications are remembered; about a megabyte each
MOST_ANSWERS_A_SESSION = 4  # that run at once; the oldest gives way

# The picture: a film of the Mesa model.
FAMILIES_IN_PICTURE = 2_000
KEPT_FILMS = 24
MOST_DAYS_A_REQUEST = 62
SECONDS_A_REQUEST = 0.25  # a film goes on so long for one participant, and then it is another's turn
SECONDS_OF_COURTESY = 1.0  # and waits at most so long for first estimates, which use the same processors
KEPT_STORIES = 48
FAMILIES_LISTED = 12

# What comes in.
LONGEST_QUERY = 4_000  # characters
MOST_SETTINGS = 80
LONGEST_VALUE = 300
MOST_SESSIONS = 120
SESSION_SECONDS = 15 * 60  # after so long without a request a session is forgotten
REQUESTS_A_SECOND, REQUESTS_AT_ONCE = 25.0, 120.0  # of one session, on average and in a burst
TRIES_A_MINUTE = 20  # of the access code, by one address
MOST_CONNECTIONS = 300
