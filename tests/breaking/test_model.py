"""A lake under steps in any order equals a model in plain dictionaries: nothing lost, nothing twice, nothing back."""

import os
import tempfile
from pathlib import Path
from shutil import rmtree

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests.breaking import model
from warehouse.lake import Lake

NAMES = [f"a{n}" for n in range(6)]
DUMPS = [f"d{n}" for n in range(8)]
ARTICLES = st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True)
SPEAKERS = st.sampled_from(model.SPEAKERS)
MOMENTS = st.sampled_from(["articles", "quotes", "rejects", "commit"])
STEPS: dict[str, int] = {}


class AnyOrder(RuleBasedStateMachine):
    """Steps on a lake of its own."""

    empty: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="dateline-model-"))
        self.lake = model.copy_of(self.empty, self.folder / "lake")
        self.model = model.Model()
        self.count = 0
        self.last: tuple[Path, str] | None = None
        self.past: dict[int, model.Told] = {}

    def teardown(self) -> None:
        self.lake.close()
        rmtree(self.folder)

    def step(self, name: str) -> str:
        """Counts it, and gives an id for its run."""
        STEPS[name] = STEPS.get(name, 0) + 1
        self.count += 1
        return f"r{self.count}"

    @rule(dump=st.sampled_from(DUMPS), articles=ARTICLES, speaker=SPEAKERS)
    def load(self, dump: str, articles: list[str], speaker: str) -> None:
        run_id = self.step("load")
        ready = model.settled(self.lake, self.folder, run_id, dump, articles, speaker)
        snapshot = model.publish(self.lake, ready, run_id)
        self.model.load(dump, articles, speaker)
        self.last = ready, run_id
        self.past[snapshot] = self.model.told()

    @rule(dumps=st.lists(st.sampled_from(DUMPS), min_size=2, max_size=2), articles=ARTICLES, speaker=SPEAKERS)
    def two_loads_that_overlap(self, dumps: list[str], articles: list[str], speaker: str) -> None:
        """Both are settled before one of them is published: of the same dump, or of the same articles."""
        one, other = self.step("overlapping load"), self.step("overlapping load")
        ready = [
            (model.settled(self.lake, self.folder, run_id, dump, articles, speaker), run_id)
            for dump, run_id in zip(dumps, (one, other), strict=True)
        ]
        for dump, (folder, run_id) in zip(dumps, ready, strict=True):
            model.publish(self.lake, folder, run_id)
            self.model.load(dump, articles, speaker)

    @rule(dump=st.sampled_from(DUMPS), articles=ARTICLES, speaker=SPEAKERS, moment=MOMENTS)
    def load_that_dies(self, dump: str, articles: list[str], speaker: str, moment: str) -> None:
        """Killed within its transaction, so it left nothing; the next step has to find the lake sound."""
        run_id = self.step("load that dies")
        ready = model.settled(self.lake, self.folder, run_id, dump, articles, speaker)
        model.publish_and_die(self.lake, ready, run_id, moment)

    @rule(dump=st.sampled_from(DUMPS), articles=ARTICLES, speaker=SPEAKERS, article=st.sampled_from(NAMES))
    def forget_between_settling_and_publishing(
        self, dump: str, articles: list[str], speaker: str, article: str
    ) -> None:
        run_id = self.step("forget in between")
        ready = model.settled(self.lake, self.folder, run_id, dump, articles, speaker)
        self.forget(article)
        model.publish(self.lake, ready, run_id)
        self.model.load(dump, articles, speaker)

    @precondition(lambda self: self.last)
    @rule()
    def publish_again(self) -> None:
        self.step("publish again")
        assert self.last
        model.publish(self.lake, *self.last)

    @rule(articles=ARTICLES, speaker=SPEAKERS)
    def replay(self, articles: list[str], speaker: str) -> None:
        run_id = self.step("replay")
        ready = model.settled_again(self.lake, self.folder, run_id, articles, speaker)
        model.publish_replay(self.lake, ready, run_id)
        self.model.replay(articles, speaker)

    @rule(article=st.sampled_from(NAMES))
    def forget(self, article: str) -> None:
        self.step("forget")
        model.forgotten(self.lake, article)
        self.model.forget(article)
        self.past.clear()

    @rule(keep=st.integers(1, 4))
    def maintain(self, keep: int) -> None:
        self.step("maintain")
        model.maintained(self.lake, keep)
        self.past.clear()

    @precondition(lambda self: self.past)
    @rule(data=st.data())
    def read_the_past(self, data: st.DataObject) -> None:
        self.step("read the past")
        snapshot = data.draw(st.sampled_from(sorted(self.past)))
        assert model.told(self.lake, at=snapshot) == self.past[snapshot]

    @rule()
    def open_anew(self) -> None:
        self.step("open anew")
        self.lake.close()
        self.lake = Lake(self.folder / "lake")

    @invariant()
    def is_as_the_model_says(self) -> None:
        assert model.told(self.lake) == self.model.told()


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> type[AnyOrder]:
    """Steps that start on copies of an empty lake, since to make one takes a second."""
    folder = tmp_path_factory.mktemp("empty") / "lake"
    Lake(folder).create_or_open()
    AnyOrder.empty = folder
    STEPS.clear()
    return AnyOrder


def in_any_order(machine: type[AnyOrder], runs: int, steps: int, phases: tuple[Phase, ...], seeded: bool) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=runs,
            stateful_step_count=steps,
            phases=phases,
            derandomize=seeded,
            deadline=None,
            database=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.slow
def test_any_order(machine: type[AnyOrder]) -> None:
    """The same orders every time. Not shrunk: a failing one is told as it is."""
    in_any_order(machine, 2, 8, (Phase.generate,), seeded=True)
    assert STEPS, "no step was taken"


def test_the_same_article_in_two_dumps_settled_at_once(machine: type[AnyOrder]) -> None:
    """Found by the long test: the later one, whose article is not taken, added its names to the speaker's."""
    lake = machine()
    lake.two_loads_that_overlap(articles=["a0"], dumps=["d0", "d1"], speaker=model.SPEAKERS[0])
    lake.is_as_the_model_says()
    lake.teardown()


def test_an_article_that_is_forgotten_between_settling_and_publishing(machine: type[AnyOrder]) -> None:
    """Found by the long test: it left its names with a speaker that another article names too."""
    lake = machine()
    lake.load(articles=["a5"], dump="d0", speaker=model.SPEAKERS[0])
    lake.forget_between_settling_and_publishing(article="a0", articles=["a0"], dump="d1", speaker=model.SPEAKERS[0])
    lake.is_as_the_model_says()
    lake.teardown()


@pytest.mark.long
def test_many_orders(machine: type[AnyOrder]) -> None:
    runs = int(os.environ.get("DATELINE_TEST_RUNS", "60"))
    in_any_order(machine, runs, 30, (Phase.generate, Phase.shrink), seeded=False)
    print(f"\n{runs} lakes, {sum(STEPS.values())} steps: {STEPS}; a failing order prints its own seed")
