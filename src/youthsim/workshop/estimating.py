"""Replications for many participants at once, shared fairly over the processors.

A scenario's replications are made once and remembered, whoever asks: the base that all look at costs nothing the
second time. Questions without a first estimate go first, in the order in which they came; then the one with the fewest
pairs of replications, so that all are sharpened alike. A question that nobody waits for any more is dropped,
and a replication under way for it stops at its next year.
"""

from __future__ import annotations

import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from youthsim.experiment.settings import Engine, engine_named
from youthsim.scenario import Scenario
from youthsim.workshop import limits
from youthsim.workshop.measured import SEED, Measured, measure

SECONDS_TO_STOP = 3  # what is under way gets so long; only compiling takes longer
BUILD = -1  # the task of making the arrays of a scenario, before its replications


@dataclass(eq=False)
class World:
    """A scenario with the replications that are there. Everything in it is guarded by the pool's lock."""

    scenario: Scenario
    arrays: Any = None
    done: dict[int, Measured] = field(default_factory=dict)
    under_way: set[int] = field(default_factory=set)
    failure: Exception | None = None

    def next_task(self, number: int) -> int | None:
        """What has to be done for this replication, or None where it is done or under way."""
        if self.arrays is None:
            return None if BUILD in self.under_way else BUILD
        return None if number in self.done or number in self.under_way else number


@dataclass(eq=False)
class Question:
    """A base and a policy that somebody wants compared; ``changed`` is called, in any thread, when there is more."""

    base: World
    policy: World
    changed: Callable[[], None]
    wanted: int
    idle: bool = False  # only when nobody waits for anything
    arrived: int = 0  # the how manieth question
    turn: int = 0  # when it was served last

    def pairs(self) -> dict[int, tuple[Measured, Measured]]:
        """The replications that both scenarios have, the first ones in a row only: no luck decides which count."""
        found = {}
        for number in range(self.wanted):
            if number not in self.base.done or number not in self.policy.done:
                break
            found[number] = (self.base.done[number], self.policy.done[number])
        return found

    @property
    def failure(self) -> Exception | None:
        """Why there will be no answer, if something went wrong."""
        return self.base.failure or self.policy.failure

    def number_of_pairs(self) -> int:
        """How many pairs there are, under way included: who has fewest goes first."""
        known = [len(world.done) + len(world.under_way) for world in (self.base, self.policy)]
        return min(known)

    def rank(self) -> tuple[bool, bool, int, int]:
        """Who goes first: not idle, without a first estimate (by arrival), with fewest pairs, served longest ago."""
        pairs = self.number_of_pairs()
        estimated = pairs >= min(limits.MILESTONES[0], self.wanted)
        return self.idle, estimated, pairs if estimated else 0, self.turn if estimated else self.arrived

    def tasks(self) -> Iterator[tuple[World, int]]:
        """What could be done next, the first first."""
        for number in range(self.wanted):
            for world in (self.policy, self.base):
                task = world.next_task(number)
                if task is not None:
                    yield world, task


class Pool:
    """Threads that make replications. The engine lets go of the interpreter, so they run side by side.

    Args:
        threads: how many; one for each processor when None.
        engine: what simulates; the compiled core when None.
    """

    def __init__(self, threads: int | None = None, engine: Engine | None = None) -> None:
        self._engine = engine or engine_named("core")
        self._worlds: OrderedDict[str, World] = OrderedDict()
        self._questions: list[Question] = []
        self._turn = 0
        self._more = threading.Condition()
        self._stopped = False
        self._ready = not self._engine.cold()
        self._threads = [
            threading.Thread(target=self._work, name=f"replications-{number}", daemon=True)
            for number in range(threads or os.cpu_count() or 1)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def ready(self) -> bool:
        """Whether the rules have been compiled."""
        return self._ready

    @property
    def somebody_waits(self) -> bool:
        """Whether there is a question that has no first estimate yet."""
        with self._more:
            return any(
                not question.idle
                and question.failure is None
                and len(question.pairs()) < min(limits.MILESTONES[0], question.wanted)
                for question in self._questions
            )

    def ask(
        self,
        worlds: tuple[Scenario, Scenario],
        changed: Callable[[], None],
        *,
        wanted: int | None = None,
        idle: bool = False,
    ) -> Question:
        """Open a question; it is worked on until it has what is wanted or is closed."""
        with self._more:
            number = limits.REPLICATIONS if wanted is None else wanted
            question = Question(self._world(worlds[0]), self._world(worlds[1]), changed, number, idle)
            self._turn += 1
            question.arrived = self._turn
            self._questions.append(question)
            self._forget()
            self._more.notify_all()
        return question

    def close(self, question: Question) -> None:
        """Nobody waits for this question any more."""
        with self._more:
            if question in self._questions:
                self._questions.remove(question)

    def pairs(self, question: Question) -> dict[int, tuple[Measured, Measured]]:
        """The pairs of replications that a question has by now."""
        with self._more:
            return question.pairs()

    def stop(self) -> None:
        """End all work; replications under way stop at their next year."""
        with self._more:
            self._stopped = True
            self._more.notify_all()
        until = time.monotonic() + SECONDS_TO_STOP
        for thread in self._threads:
            thread.join(timeout=max(0.0, until - time.monotonic()))

    def _world(self, scenario: Scenario) -> World:
        """The world of a scenario, the one that is remembered if there is one."""
        key = scenario.hash
        world = self._worlds.pop(key, None)
        if world is None or world.failure is not None:
            world = World(scenario)
        self._worlds[key] = world
        return world

    def _forget(self) -> None:
        """Let go of the worlds that were asked for longest ago and that no open question is about."""
        asked = {id(world) for question in self._questions for world in (question.base, question.policy)}
        for key, world in list(self._worlds.items()):
            if len(self._worlds) <= limits.KEPT_ESTIMATES:
                return
            if id(world) not in asked:
                del self._worlds[key]

    def _work(self) -> None:
        while (found := self._next()) is not None:
            world, task = found
            try:
                made = self._carry_out(world, task)
            except Exception as error:  # told to those who asked, and the thread goes on with others
                with self._more:
                    world.failure = error
                made = None
            self._note(world, task, made)

    def _next(self) -> tuple[World, int] | None:
        """Wait for a task and take it; None when the pool stops."""
        with self._more:
            while True:
                if self._stopped:
                    return None
                for question in sorted(self._questions, key=Question.rank):
                    task = None if question.failure else next(question.tasks(), None)
                    if task is not None:
                        self._turn += 1
                        question.turn = self._turn
                        task[0].under_way.add(task[1])
                        return task
                self._more.wait()

    def _carry_out(self, world: World, task: int) -> Any:
        if task == BUILD:
            return self._engine.build(world.scenario)
        recording = self._engine.simulate(world.arrays, SEED, task, events=False, stop=lambda: self._is_needless(world))
        return None if recording is None else measure(recording, world.arrays)

    def _is_needless(self, world: World) -> bool:
        """Whether nobody waits for this world any more; asked without the lock, a late answer does no harm."""
        return self._stopped or not any(world in (one.base, one.policy) for one in list(self._questions))

    def _note(self, world: World, task: int, made: Any) -> None:
        with self._more:
            world.under_way.discard(task)
            if made is not None and task == BUILD:
                world.arrays = made
            elif made is not None:
                world.done[task] = made
                self._ready = True
            waiting = [one for one in self._questions if world in (one.base, one.policy)]
            self._more.notify_all()
        for question in waiting:
            question.changed()
