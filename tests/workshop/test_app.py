"""The addresses of a workshop: what they give, and that hostile requests get a short refusal and nothing else."""

import csv
import io
import json
import tomllib

import pytest

from youthsim.levers import levers
from youthsim.scenario import load
from youthsim.workshop import answers, assets, limits
from youthsim.workshop.menu import menu_with

pytestmark = pytest.mark.interface

EARLY = {"base": "brabant-2015", "policy": "brabant-early-gi"}


def events(client, **asked):
    """The events of an answer, to its end."""
    response = client.get("/api/answer", params=asked)
    assert response.status_code == 200, response.text
    parts = response.text.strip().split("\n\n")
    return [json.loads(part.removeprefix("data: ")) for part in parts]


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_page_comes_whole_in_its_language_and_asks_nothing_of_others(client, language):
    page = client().get("/", params={"lang": language})
    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.text
    assert "http://" not in page.text.replace("http://www.w3.org", "")
    assert "https://" not in page.text
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert "script-src 'self';" in page.headers["content-security-policy"]


def test_every_script_and_style_that_the_page_names_is_there(client):
    visitor = client()
    for name in [*assets.assets(), assets.PLOTLY]:
        response = visitor.get(f"/asset/{name}")
        assert response.status_code == 200
        assert len(response.content) > 100
        assert "immutable" in response.headers["cache-control"]


def test_an_answer_comes_as_a_first_estimate_and_then_sharper(client):
    told = [event for event in events(client(), **EARLY) if event["state"] == "answer"]
    numbers = [event["replications"] for event in told]
    assert numbers == sorted(set(numbers))
    assert set(numbers) <= set(limits.MILESTONES)
    assert numbers[-1] == limits.REPLICATIONS
    assert [event["done"] for event in told] == [False] * (len(told) - 1) + [True]


def test_the_answer_holds_measures_waits_unsafe_days_and_cost_with_intervals(client):
    last = events(client(), **EARLY)[-1]
    rows = {(row["outcome"], row["organisation"]): row for row in last["rows"]}
    for key in [("ots_started", "all"), ("unsafe_family_days", "all"), ("cost_eur", "all"), ("wait_days", "provider")]:
        _, _, value, low, high, _ = rows[key]["values"]
        assert low <= value <= high, key
    assert rows["ots_started", "all"]["verdict"] == "less", "the made-up policy avoids a fifth of the measures"
    assert rows["ots_started", "all"]["values"][4] < 0
    assert ("measures_avoided", "all") in rows
    assert last["sentences"]
    assert last["figures"]["differences"]["data"]
    assert last["figures"]["years"]["data"]


def test_the_same_question_asked_again_is_answered_at_once_and_alike(client):
    visitor = client()
    first, second = events(visitor, **EARLY), events(visitor, **EARLY)
    assert len([event for event in second if event["state"] == "answer"]) == 1
    assert first[-1] == second[-1]


def test_numbers_and_sentences_follow_the_language(client):
    visitor = client()
    english, dutch = (events(visitor, lang=language, **EARLY)[-1] for language in ("en", "nl"))
    assert english["sentences"] != dutch["sentences"]
    assert "basis" in json.dumps(dutch["figures"])
    row = next(row for row in dutch["rows"] if row["outcome"] == "ots_started")
    assert "." not in row["base"].replace(".", "", 1) if len(row["base"]) > 5 else True


def test_a_shared_address_gives_the_same_answer_after_a_restart(client):
    asked = EARLY | {"lever.early_gi.mandate": "0.6", "set.gi.caseload": "12", "lang": "nl"}
    before, after = (events(client(), **asked)[-1] for _ in range(2))
    assert before == after


def test_the_table_has_every_difference(client):
    response = client().get("/export/table.csv", params=EARLY)
    assert response.headers["content-disposition"] == 'attachment; filename="youthsim.csv"'
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert {"ots_started", "cost_eur", "wait_days", "measures_avoided"} <= {row["outcome"] for row in rows}
    row = next(row for row in rows if row["outcome"] == "ots_started")
    assert float(row["low"]) <= float(row["difference"]) <= float(row["high"])


@pytest.mark.parametrize(
    ("more", "name"),
    [({}, "youthsim-differences.png"), ({"outcome": "ots_stock", "lang": "nl"}, "youthsim-years-ots_stock.png")],
    ids=["differences", "years"],
)
def test_the_picture_is_a_png_with_a_name_of_its_own(client, more, name):
    response = client().get("/export/picture.png", params=EARLY | more)
    assert response.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert response.content.startswith(b"\x89PNG")
    assert len(response.content) > 10_000


def test_the_scenario_file_runs_by_itself_and_is_what_was_asked(client, tmp_path):
    asked = EARLY | {"lever.early_gi.mandate": "0.6", "set.gi.caseload": "12"}
    text = client().get("/export/scenario.toml", params=asked).text
    path = tmp_path / "policy.toml"
    path.write_text(text, encoding="utf-8")
    again = load(path)
    assert not again.warnings
    assert again.parameter("gi.caseload") == 12
    assert dict(again.levers[0].fields)["mandate"] == 0.6
    base = tomllib.loads(client().get("/export/scenario.toml", params=asked | {"side": "base"}).text)
    assert "levers" not in base


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_scenario_file_says_how_to_get_the_table_and_the_table_of_how_many_families_it_is(client, language):
    visitor = client()

    def command(**more):
        text = visitor.get("/export/scenario.toml", params=EARLY | {"lang": language} | more).text
        return next(line for line in text.splitlines() if "youthsim compare" in line)

    ends = f"--replications {limits.REPLICATIONS} --seed 1"
    assert command().endswith(f"compare base.toml policy.toml --families {limits.FAMILIES_SMALL} {ends}")
    assert command(size="full").endswith(f"compare base.toml policy.toml {ends}")
    table = visitor.get("/export/table.csv", params=EARLY).content.decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(table)))
    assert (row["families"], row["seed"]) == (str(limits.FAMILIES_SMALL), "1")


def test_the_title_of_a_scenario_file_says_which_levers_came_and_went(client):
    visitor = client()

    def title(asked):
        return tomllib.loads(visitor.get("/export/scenario.toml", params=asked).text)["scenario"]["title"]

    own = load("brabant-2015").title
    budget = {"base": "brabant-2015", "policy": "brabant-2015", "lever.budget": "on"}
    assert title(EARLY) == load("brabant-early-gi").title
    assert title(budget) == f"{own} + {levers()['budget'].label('en')}"
    assert title(budget | {"side": "base"}) == own
    assert title(EARLY | {"lever.early_gi": "off"}).endswith("− Early involvement of the GI")
    assert title(EARLY | {"lever.early_gi.mandate": "0.6"}).endswith("(other numbers)")
    assert title(EARLY | {"set.gi.caseload": "12", "lang": "nl", "side": "base"}) == f"{own} (andere getallen)"


def test_a_scenario_that_was_brought_along_is_on_the_menu_and_works_by_its_name(client, tmp_path):
    path = tmp_path / "town.toml"
    path.write_text('[scenario]\ntitle = "Our <b>own</b> town"\nextends = "brabant-2015"\n', encoding="utf-8")
    visitor = client(menu=menu_with([str(path)]))
    preset = visitor.get("/api/controls", params={"base": "town", "policy": "town"}).json()["presets"][0]
    assert (preset["name"], preset["title"], preset["own"]) == ("town", "Our <b>own</b> town", True)
    asked = {"base": "brabant-2015", "policy": "town", "lever.budget": "on"}
    assert visitor.get("/api/check", params=asked).json()["beside"] == "brabant-2015"
    assert events(visitor, **asked)[-1]["done"]
    assert tomllib.loads(visitor.get("/export/scenario.toml", params=asked).text)["scenario"]["title"].startswith("Our")
    assert visitor.get("/api/check", params={"base": str(path), "policy": str(path)}).status_code == 400
    assert client().get("/api/check", params=asked).status_code == 400, "another workshop has it not"


def test_a_value_that_is_possible_and_odd_gives_a_warning(client):
    told = client().get("/api/check", params=EARLY | {"set.gi.caseload": "60"}).json()
    assert any("plausible" in line for line in told["warnings"])
    assert not told["same"]
    assert told["beside"] == "brabant-2015"


def test_the_families_whose_lives_change_are_listed_and_told(client):
    visitor = client()
    found = visitor.get("/api/changed", params=EARLY).json()
    assert found
    told = visitor.get("/api/story", params=EARLY | {"place": found[0]["family"]}).json()
    assert told["apart"]
    assert len(told["lines"]) == 2
    assert any(line["differs"] for lines in told["lines"] for line in lines)
    assert all(line["text"] and line["when"] for lines in told["lines"] for line in lines)


HOSTILE = [
    "/api/answer?lever.early_gi.mandate=1e400",
    "/api/answer?lever.early_gi.mandate=%3Cscript%3Ealert(1)%3C/script%3E",
    "/api/answer?base=../../../etc/passwd",
    "/api/answer?base=%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "/api/answer?set.gi.caseload=__import__('os').system('id')",
    "/api/answer?outcome=nothing",
    "/api/answer?size=enormous",
    "/api/answer?unknown=1",
    "/api/answer?lang=en&lang=nl",
    "/api/controls?base=nul%00",
    "/api/film?from=-1",
    "/api/film?from=99999999999999999999",
    "/api/film?days=100000",
    "/api/film?side=both",
    "/api/film?from=1.5",
    "/api/film?from=%D9%A1",
    "/api/story?place=x",
    "/api/story?day=1e9",
    "/export/scenario.toml?side=../../x",
    "/export/picture.png?outcome=../../x",
    "/export/table.csv?policy=wjz-2009",
]


@pytest.mark.parametrize("address", HOSTILE)
def test_a_hostile_request_gets_one_clear_refusal(client, address):
    response = client().get(address)
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/json"
    said = response.json()["error"]
    assert said
    assert "Traceback" not in said
    assert "/work" not in said
    assert "site-packages" not in said


@pytest.mark.parametrize(
    "address",
    ["/asset/../app.py", "/asset/..%2fapp.py", "/asset/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "/asset/page.html.j2",
     "/words/page.toml", "/../pyproject.toml", "/etc/passwd", "/asset/"],
)  # fmt: skip
def test_no_path_leads_to_a_file(client, address):
    response = client().get(address)
    assert response.status_code == 404
    assert "error" in response.json()


def test_a_query_that_is_too_long_is_refused(client):
    assert client().get("/api/answer?base=" + "x" * limits.LONGEST_QUERY).status_code == 414


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_nothing_can_be_sent_to_the_page(client, method):
    assert getattr(client(), method)("/api/answer").status_code == 405


def test_markup_in_what_is_refused_stays_text(client):
    response = client().get("/api/answer", params={"base": "<img src=x onerror=alert(1)>"})
    assert response.headers["content-type"] == "application/json"
    assert response.headers["x-content-type-options"] == "nosniff"


def test_who_did_not_open_the_page_gets_nothing(client):
    assert client(enter=False).get("/api/controls").status_code == 403


def test_a_page_of_somebody_else_cannot_ask_under_its_own_name(client):
    assert client(address="http://evil.example:8765").get("/").status_code == 403


def test_a_flood_is_refused_and_the_next_participant_is_served(client, monkeypatch):
    monkeypatch.setattr(limits, "REQUESTS_A_SECOND", 1e-6)  # however slow the machine is
    visitor = client()
    codes = [visitor.get("/api/story?place=x").status_code for _ in range(int(limits.REQUESTS_AT_ONCE) + 50)]
    assert codes[0] == 400
    assert 429 in codes
    visitor.cookies.clear()
    visitor.get("/")
    assert visitor.get("/api/check", params=EARLY).status_code == 200


def test_a_room_asks_for_its_code_and_leads_back_to_what_was_shared(client):
    visitor = client(code="246810", host="0.0.0.0", address="http://192.168.1.20:8765")
    shared = "/?base=brabant-2015&policy=brabant-early-gi&lang=nl"
    entrance = visitor.get(shared)
    assert entrance.status_code == 401
    assert "Toegangscode" in entrance.text
    assert visitor.get("/api/controls").status_code == 403
    wrong = visitor.post("/enter" + shared[1:], data={"code": "111111"})
    assert "wrong=1" in wrong.headers["location"]
    right = visitor.post("/enter" + shared[1:], data={"code": "246810"})
    assert right.status_code == 303
    assert right.headers["location"] == "./" + shared[1:]
    assert visitor.get(shared).status_code == 200
    assert visitor.get("/api/controls").status_code == 200


def test_a_large_body_at_the_entrance_is_refused(client):
    visitor = client(code="246810", host="0.0.0.0", address="http://192.168.1.20:8765")
    assert visitor.post("/enter", content=b"code=" + b"1" * 100_000).status_code == 413


def test_nothing_is_written_while_people_ask(client, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    visitor = client()
    events(visitor, **EARLY)
    for address in ("table.csv", "picture.png", "scenario.toml"):
        assert visitor.get(f"/export/{address}", params=EARLY).status_code == 200
    assert list(tmp_path.iterdir()) == []


def test_the_outcomes_over_the_years_can_all_be_drawn(client):
    visitor = client()
    for outcome in answers.OVER_THE_YEARS:
        last = events(visitor, outcome=outcome, **EARLY)[-1]
        assert last["figures"]["years"]["data"], outcome
