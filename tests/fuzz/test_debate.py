"""Whatever is asked, granted, undone or lost, in whatever order: what must always be true of the list of speakers.

`python -m tests.fuzz` holds 100,000 such debates.
"""

from random import Random

from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.helpers.debateacts import favourites
from tests.helpers.debateinputs import some_rules
from tests.helpers.ruleddebate import RuledDebate

chances = st.randoms(use_true_random=False)


class Debate(RuleBasedStateMachine):
    """A debate of which Hypothesis makes the shortest that breaks a rule."""

    @initialize(chance=chances)
    def open_the_room(self, chance: Random) -> None:
        self.debate = RuledDebate(some_rules(chance))
        self.acts = favourites(chance)

    @rule(chance=chances)
    def act(self, chance: Random) -> None:
        before = len(self.debate.inputs)
        try:
            chance.choice(self.acts)(self.debate, chance)
        finally:
            note(f"happened: {self.debate.inputs[before:]}")

    @invariant()
    def what_must_always_be_true_is_true(self) -> None:
        self.debate.check()

    def teardown(self) -> None:
        self.debate.check_replayed()


Debate.TestCase.settings = settings(
    max_examples=60,
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=False,
)
TestDebate = Debate.TestCase
