"""What can go wrong around an experiment, with the exit code that the command line gives for it."""


class BadInput(Exception):
    """The request cannot be carried out as it was given; the message says what is wrong and what is allowed."""

    exit_code = 2


class Incomplete(Exception):
    """Interrupted before anything was complete."""

    exit_code = 3
