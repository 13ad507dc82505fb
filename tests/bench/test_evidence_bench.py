"""The figures of the evidence: counted right, written between their marks, fitted repeatably."""

import tomllib

from newsroom_agents.evidence.features import NAMES
from newsroom_agents.evidence.score import REPORT, SENTENCE, kind_of, score_of, shipped
from tests.bench.loading import load

BENCH = load("evidence")
FIT = load("fit_grounding")


def item(number: int, *, wrong: bool, blocks: bool = False) -> object:
    features = [0.0] * len(NAMES)
    features[NAMES.index("worst_near_open")] = 0.9 - number / 100 if wrong else number / 100
    return FIT.Item(
        "invented", "lie" if wrong else "", wrong, f"d{number}", tuple(features), SENTENCE, blocks
    )


ITEMS = [item(number, wrong=bool(number % 2)) for number in range(40)]


def test_the_table_stands_between_its_marks_and_the_rest_stays() -> None:
    marks = ("<!-- drafts: begin -->", "<!-- drafts: end -->")
    page = f"Before.\n{marks[0]}\nold\n{marks[1]}\nAfter.\n"
    written = BENCH.with_table(page, BENCH.DRAFTS, "| new |")
    assert written == f"Before.\n{marks[0]}\n| new |\n{marks[1]}\nAfter.\n"
    assert BENCH.with_table(written, BENCH.DRAFTS, "| new |") == written


def test_the_table_of_the_drafts_tells_what_stops_from_what_is_shown() -> None:
    drafts = {"date_shifted": (3, 4, 4), "role_swap": (0, 1, 4), BENCH.FALSE: (0, 1, 10)}
    shown = BENCH.drafts_as_markdown(drafts)
    assert "| date shifted | 75 (4) | 100 (4) |" in shown
    assert "| all | 38 (8) | 62 (8) |" in shown
    assert shown.endswith("| false alarms | 0 (10) | 10 (10) |")


def test_all_adds_the_kinds_up_and_leaves_false_alarms_out() -> None:
    errors = {"role_swap": {"en": (1, 4)}, "date_shifted": {"en": (3, 4)}}
    shown = BENCH.as_markdown({**errors, "false alarms": {"en": (1, 10)}})
    assert "| all | – | – | 50 (8) |" in shown
    assert "| false alarms | – | – | 10 (10) |" in shown


def test_a_feature_that_tells_wrong_from_right_gets_a_weight_and_the_same_one_twice() -> None:
    task = FIT.Task(SENTENCE, ("worst_near_open", "worst_words"), 1.0, {}, {}, 1.0)
    fitted = FIT.fit(ITEMS, task)
    assert fitted == FIT.fit(ITEMS, task)
    assert fitted.weights["worst_near_open"] < 0
    assert fitted.weights["worst_words"] == 0
    rows = FIT.table(ITEMS, [fitted.score(one) for one in ITEMS])
    assert rows["invented"]["bacc"] == 1.0
    assert rows["  lie"]["found"] == 1.0


def test_a_blocked_text_needs_no_score_and_counts_as_found() -> None:
    blocked = [*ITEMS, item(2, wrong=False, blocks=True)]
    assert FIT.table(blocked, [1.0] * len(blocked))["invented"]["blocked"] > 0


def test_weights_are_written_as_they_are_read() -> None:
    written = tomllib.loads(FIT.as_toml({SENTENCE: FIT.Fitted(0.5, {"worst_words": -1.25})}))
    assert written == {SENTENCE: {"bias": 0.5, "weights": {"worst_words": -1.25}}}


def test_the_shipped_weights_are_of_features_that_exist() -> None:
    assert set(shipped()) == {SENTENCE, REPORT}
    for weights in shipped().values():
        assert set(weights.by_feature) <= set(NAMES)
    assert (kind_of(1, 20), kind_of(3, 20), kind_of(1, 40)) == (SENTENCE, REPORT, REPORT)
    assert 0 < score_of([0.0] * len(NAMES), SENTENCE) < 1
