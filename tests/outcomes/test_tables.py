"""Outcomes of hand-made recordings, of which the right answer is known."""

from dataclasses import replace

import numpy as np
import pytest

from tests.fakes import AREAS, YEARS, YOUTHS, FakePool, FakeScenario, empty_recording, fake_build, fake_simulate
from youthsim.arrays import build
from youthsim.chain.family import DAYS_PER_YEAR
from youthsim.chain.records import COUNTS, POOL_DAYS, STOCKS
from youthsim.chain.states import ERAS
from youthsim.engines.core import simulate
from youthsim.outcomes import per_replication, yearly
from youthsim.parameters import registry
from youthsim.scenario import load

pytestmark = pytest.mark.analytic


@pytest.fixture
def arrays():
    return fake_build()


def put(recording, name, values):
    """Set a count per year and area."""
    recording.counts[:, :, COUNTS.index(name)] = values


def put_stock(recording, name, values):
    recording.stocks[:, :, STOCKS.index(name)] = np.asarray(values) * DAYS_PER_YEAR


def value(table, outcome, organisation="all"):
    found = table[(table["outcome"] == outcome) & (table["organisation"] == organisation)]
    assert len(found) == 1
    return found["value"].item()


def year_value(table, outcome, year, area="all", organisation="all"):
    return value(table[(table["year"] == year) & (table["area"] == area)], outcome, organisation)


def test_a_number_per_year_is_the_mean_over_the_years(arrays):
    recording = empty_recording(arrays)
    put(recording, "ots_started", [[1, 2], [3, 4], [5, 6], [7, 8]])
    assert value(per_replication(recording, arrays), "ots_started") == 9
    table = yearly(recording, arrays)
    assert year_value(table, "ots_started", 2015) == 3
    assert year_value(table, "ots_started", 2018, "south") == 8


def test_a_mean_duration_is_a_ratio_of_sums_not_a_mean_of_ratios(arrays):
    recording = empty_recording(arrays)
    put(recording, "ots_ended", [[1, 0], [3, 0], [0, 0], [0, 0]])
    put(recording, "ots_duration_days", [[400, 0], [3000, 0], [0, 0], [0, 0]])
    assert value(per_replication(recording, arrays), "ots_duration_days") == 850
    assert year_value(yearly(recording, arrays), "ots_duration_days", 2016, "north") == 1000


def test_what_did_not_happen_has_no_duration_and_no_row(arrays):
    table = per_replication(empty_recording(arrays), arrays)
    assert "ots_duration_days" not in set(table["outcome"])
    assert "wait_days" not in set(table["outcome"])
    assert table["value"].notna().all()
    assert value(table, "ots_started") == 0


def test_a_stock_is_its_mean_over_time(arrays):
    recording = empty_recording(arrays)
    put_stock(recording, "ots", [[10, 20]] * YEARS)
    assert value(per_replication(recording, arrays), "ots_stock") == pytest.approx(30)


def test_shares_of_the_levels_add_up_to_one(arrays):
    table = yearly(fake_simulate(arrays, 1, 1), arrays)
    shares = table[table["outcome"].str.startswith("level_share")]
    totals = shares.groupby(["year", "area"], observed=True)["value"].sum()
    assert len(totals) == YEARS * (len(AREAS) + 1)
    assert np.allclose(totals, 1)


def test_waits_of_the_tiers_come_together_in_the_local_team(arrays):
    recording = empty_recording(arrays)
    for pool, (number, days) in enumerate([(1, 10), (2, 40), (1, 90)]):
        recording.wait_count[pool, 0], recording.wait_days[pool, 0] = number, days
        recording.wait_histogram[pool, 0, 0] = number
    table = yearly(recording, arrays)
    assert year_value(table, "wait_days", 2015, organisation="local") == 35
    assert year_value(table, "wait_days", 2015, "north", "local") == 35
    assert year_value(table, "wait_days", 2015, organisation="local_zwaar") == 90
    assert year_value(table, "wait_days", 2015, organisation="all") == 35
    assert table[(table["outcome"] == "wait_days") & (table["area"] == "south")].empty


def test_a_pool_of_the_region_has_no_rows_per_area(arrays):
    table = yearly(fake_simulate(arrays, 1, 1), arrays)
    areas = table[(table["organisation"] == "gi") & (table["outcome"] == "queue_length")]["area"]
    assert set(areas) == {"all"}


def test_a_gi_bound_to_areas_halfway_has_rows_per_area_from_then_on(arrays):
    recording = empty_recording(arrays)
    place_days = recording.pool_days[:, :, POOL_DAYS.index("place_days")]
    for pool, about in enumerate(arrays.pools):
        if about.organisation == "gi":
            years = slice(2, None) if about.area_index >= 0 else slice(2)
            place_days[pool, years] = DAYS_PER_YEAR * 30
    table = yearly(recording, arrays)
    fte = table[(table["outcome"] == "fte") & (table["organisation"] == "gi")]
    assert {year: set(rows["area"]) for year, rows in fte.groupby("year")} == {
        2015: {"all"}, 2016: {"all"}, 2017: {"all", *AREAS}, 2018: {"all", *AREAS},
    }  # fmt: skip


def test_help_in_a_year_is_a_share_of_the_youths(arrays):
    recording = empty_recording(arrays)
    put(recording, "youths_helped", [[500, 500]] * YEARS)
    assert value(per_replication(recording, arrays), "help_share") == pytest.approx(1000 / YOUTHS)


def test_relapse_leaves_out_the_last_two_years(arrays):
    recording = empty_recording(arrays)
    put(recording, "measures_at_risk", [[10, 0]] * YEARS)
    put(recording, "relapse_after_measure", [[1, 0], [3, 0], [10, 0], [10, 0]])
    assert value(per_replication(recording, arrays), "relapse_2yr") == pytest.approx(0.2)
    table = yearly(recording, arrays)
    assert set(table[table["outcome"] == "relapse_2yr"]["year"]) == {2015, 2016}


def test_a_run_too_short_for_relapse_has_none():
    arrays = fake_build(FakeScenario(years=2))
    table = per_replication(fake_simulate(arrays, 1, 1), arrays)
    assert "relapse_2yr" not in set(table["outcome"])


def test_trust_is_kept_apart_per_partner(arrays):
    arrays.era = ERAS.index("wjz2005")
    table = per_replication(fake_simulate(arrays, 1, 1), arrays)
    assert set(table[table["outcome"] == "trust"]["organisation"]) == {"bjz", "gi", "rvdk", "veilig_thuis"}


def test_after_the_jeugdwet_there_is_no_bureau_jeugdzorg(arrays):
    arrays.pools.append(FakePool("bjz", -1, 0))
    recording = fake_simulate(arrays, 1, 1)
    there = {}
    for era in ERAS:
        arrays.era = ERAS.index(era)
        frames = (per_replication(recording, arrays), yearly(recording, arrays))
        there[era] = ["bjz" in set(frame["organisation"]) for frame in frames]
    assert there == {"wjz2005": [True, True], "jeugdwet2015": [False, False]}


def test_plans_alive_after_a_year_are_a_share_of_those_that_ended(arrays):
    recording = empty_recording(arrays)
    put(recording, "ekc_plans_ended", [[4, 0], [6, 0], [0, 0], [0, 0]])
    put(recording, "ekc_plans_alive_year", [[1, 0], [3, 0], [0, 0], [0, 0]])
    assert value(per_replication(recording, arrays), "ekc_plans_alive_after_year") == 0.4
    table = yearly(recording, arrays)
    assert year_value(table, "ekc_plans_alive_after_year", 2016) == 0.5
    assert set(table[table["outcome"] == "ekc_plans_alive_after_year"]["year"]) == {2015, 2016}


def with_places(arrays, organisation, places):
    recording = empty_recording(arrays)
    for pool, about in enumerate(arrays.pools):
        if about.organisation == organisation and about.area_index < 0:
            recording.pool_days[pool, :, POOL_DAYS.index("place_days")] = places * DAYS_PER_YEAR
    return recording


def test_workers_cost_the_same_whether_their_places_are_used_or_not(arrays):
    recording = with_places(arrays, "gi", 150)
    expected = 150 / registry()["gi.caseload"].value * registry()["cost.fte"].value
    assert value(per_replication(recording, arrays), "cost_eur", "gi") == pytest.approx(expected)


def test_fewer_cases_per_worker_cost_more_per_place_from_the_day_that_it_starts(arrays):
    """Halving the caseload halfway the second year doubles the cost of the same places from then on."""
    before = registry()["gi.caseload"].value
    column = registry().index("gi.caseload")
    arrays.timeline_tick = np.array([(arrays.year_edge[1] + arrays.year_edge[2]) // 2])
    arrays.timeline_place = np.array([[0, column]])
    arrays.timeline_value = np.array([before / 2])
    table = yearly(with_places(arrays, "gi", 150), arrays)
    plain = 150 / before * registry()["cost.fte"].value
    costs = [year_value(table, "cost_eur", year, organisation="gi") for year in (2015, 2016, 2017, 2018)]
    assert costs[0] == pytest.approx(plain)
    assert plain < costs[1] < 2 * plain
    assert costs[2:] == pytest.approx([2 * plain, 2 * plain])


@pytest.mark.parametrize(
    ("organisation", "setting"),
    [
        ("gi", {"presence.hours.gi": 8}),
        ("veilig_thuis", {"meeting.per_month.veilig_thuis": 1}),
        ("local", {"meeting.per_month.gi": 1}),
        ("local", {"connection.overhead": 0.1}),
        ("local", {"training.time.licht": 0.1, "training.time.midden": 0.1, "training.time.zwaar": 0.1}),
    ],
)
def test_hours_that_make_no_places_are_paid(organisation, setting):
    """An organisation costs the same whether its workers see families or are elsewhere for some hours."""

    def cost(changes):
        scenario = load("baseline").without_levers().with_values(changes).with_families(20_000)
        arrays = build(scenario, years=1)
        return value(per_replication(simulate(arrays, 1, 1), arrays), "cost_eur", organisation)

    assert cost(setting) == pytest.approx(cost({}), rel=2e-3)  # places are whole tenths


@pytest.mark.parametrize("era", [0, 1])
def test_what_the_payers_pay_is_what_the_organisations_cost(arrays, era):
    arrays.era = era
    table = per_replication(fake_simulate(arrays, 1, 1), arrays)
    cost = table[table["outcome"] == "cost_eur"].set_index("organisation")["value"]
    paid = table[table["outcome"] == "cost_by_payer_eur"].set_index("organisation")["value"]
    assert paid.sum() == pytest.approx(cost["all"])
    assert cost.drop("all").sum() == pytest.approx(cost["all"])
    assert ("province" in paid) == (era == 0)


def test_the_state_pays_the_investigations_of_the_rvdk(arrays):
    recording = empty_recording(arrays)
    put(recording, "rvdk_investigations", [[3, 2]] * YEARS)
    table = per_replication(recording, arrays)
    assert value(table, "cost_by_payer_eur", "state") == pytest.approx(5 * registry()["cost.investigation"].value)


def test_an_area_may_not_be_called_all(arrays):
    arrays.area_names = ("all", "south")
    with pytest.raises(ValueError, match="may not be called"):
        yearly(empty_recording(arrays), arrays)


def test_the_tables_do_not_change_the_recording(arrays):
    recording = fake_simulate(arrays, 1, 1)
    before = {name: getattr(recording, name).copy() for name in recording.__dataclass_fields__ if name != "events"}
    yearly(recording, arrays)
    per_replication(replace(recording), arrays)
    assert all(np.array_equal(getattr(recording, name), array) for name, array in before.items())
