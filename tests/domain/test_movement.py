"""The balance of a closing, as arithmetic."""

from hypothesis import given
from hypothesis import strategies as st

from domain.movement import Cause, Flow, Movement, as_dict, balance, by_unit, of_dict, then, total

PLACES = st.one_of(st.none(), st.integers(1, 4))
FLOWS = st.lists(
    st.builds(Flow, PLACES, PLACES, st.integers(1, 9), st.sampled_from(Cause)).filter(
        lambda flow: flow.before != flow.now
    ),
    max_size=12,
)


def figures(flows, unit):
    """What a unit had before and has now, those who stayed left out."""
    before = sum(flow.people for flow in flows if flow.before == unit)
    return before, sum(flow.people for flow in flows if flow.now == unit)


@given(FLOWS)
def test_people_explain_every_figure_and_moves_inside_cancel(flows):
    terms, parts = by_unit(flows), []
    for unit in range(1, 5):
        before, now = figures(flows, unit)
        part = balance(before, now, terms.get(unit, Movement()), typed=False)
        assert part
        assert part.balances
        assert not part.corrected
        parts.append(part)
    whole = total(parts, sum(part.opening for part in parts), sum(part.closing for part in parts))
    assert whole
    assert whole.balances
    assert whole.moved == whole.entered == 0


@given(FLOWS, st.sets(st.integers(1, 4)))
def test_nobody_moves_inside_whichever_figures_were_typed(flows, typed):
    terms, parts = by_unit(flows, typed), []
    for unit in range(1, 5):
        before, now = (9, 7) if unit in typed else figures(flows, unit)
        part = balance(before, now, terms.get(unit, Movement()), typed=unit in typed)
        assert part
        assert part.balances
        assert not part.corrected
        parts.append(part)
    assert sum(part.moved for part in parts) == 0


def test_what_nobody_explains_is_named_after_where_it_comes_from():
    one = Movement(new=1)
    assert balance(3, 5, one, typed=False) == Movement(opening=3, new=1, corrected=1, closing=5)
    assert balance(None, 5, one, typed=False) == Movement(new=5, closing=5)
    assert balance(3, 2, one, typed=True) == Movement(opening=3, entered=-1, closing=2)
    assert balance(3, None, one, typed=True) is None
    assert balance(None, None, one, typed=False) is None


def test_where_nobody_is_left_and_none_is_expected_the_balance_ends_with_nobody():
    gone = Movement(left=1, moved=2)
    ended = balance(3, None, gone, typed=False)
    assert ended == Movement(opening=3, left=1, moved=2, closing=0)
    joined = Movement(opening=4, moved=-2, closing=6)
    assert total([ended, joined], 7, 6) == Movement(opening=7, left=1, closing=6)
    assert total([ended], 3, None) == ended
    assert total([], None, None) is None


def test_a_figure_typed_for_the_commune_is_not_explained_by_its_leaves():
    leaves = [Movement(opening=1, new=1, closing=2)]
    assert total(leaves, 1, 2) == leaves[0]
    assert total(leaves, 500, 510) == Movement(opening=500, entered=10, closing=510)
    assert total(leaves, 500, None) is None


def test_a_correction_begins_where_the_week_did():
    week = Movement(opening=4, new=2, closing=6)
    correction = Movement(opening=6, voided=1, closing=5)
    assert then(week, correction) == Movement(opening=4, new=2, voided=1, closing=5)
    assert then(None, correction) == correction


def test_movements_survive_being_kept():
    week = Movement(opening=4, new=2, closing=6)
    for both in ((week, None), (None, week), (week, week), (None, None)):
        assert of_dict(as_dict(*both)) == both
