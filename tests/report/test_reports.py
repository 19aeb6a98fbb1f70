"""What an analyst hands in: a page, a workbook and a document that hold the answer and show every text as text."""

import html.parser
import json
import re
import shutil
import subprocess
from dataclasses import replace

import openpyxl
import pandas as pd
import pypdf
import pytest

from tests.report.conftest import CHAIN_STANDS_STILL, HOSTILE, with_waits
from youthsim.experiment import BadInput, compare, open_run
from youthsim.report.contents import contents_of
from youthsim.report.tables import areas_table, years_table
from youthsim.report.writing import write_reports

pytestmark = pytest.mark.interface

MOST_BYTES = 5_000_000


@pytest.fixture(scope="module")
def written(compared, tmp_path_factory):
    out = tmp_path_factory.mktemp("reports")
    return {path.name: path for path in write_reports(compared, out=out)}


@pytest.fixture(scope="module")
def hostile_written(hostile, tmp_path_factory):
    out = tmp_path_factory.mktemp("reports")
    return {path.suffix: path for path in write_reports(hostile, languages=("nl",), out=out)}


class Page(html.parser.HTMLParser):
    """The elements, attributes and texts of a page."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.texts, self.inside = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes.append((tag, dict(attributes)))
        self.inside.append(tag)

    def handle_endtag(self, tag):
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data):
        if self.inside and self.inside[-1] not in ("script", "style"):
            self.texts.append(data)


def pages_of(path):
    return [page.extract_text() for page in pypdf.PdfReader(path).pages]


def letters(text):
    """A text without what a PDF breaks: spaces, and marks that a font joins."""
    return re.sub(r"\s+", "", text)


def test_every_format_comes_in_every_language(written):
    assert set(written) == {
        f"report.{language}.{kind}" for language in ("nl", "en") for kind in ("html", "xlsx", "pdf")
    }


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_is_whole_in_itself_and_says_its_language(written, language):
    path = written[f"report.{language}.html"]
    page = Page(path.read_text(encoding="utf-8"))
    assert path.stat().st_size < MOST_BYTES
    assert ("html", {"lang": language}) in page.attributes
    outside = [
        value for _, found in page.attributes for key, value in found.items() if key in ("src", "href", "action")
    ]
    assert [value for value in outside if not value.startswith(("data:", "#"))] == []
    assert page.tags.count("h1") == 1
    assert all(found.get("alt") for tag, found in page.attributes if tag == "img")


def test_the_page_shows_answer_figures_and_numbers_without_scripts(written, compared):
    it = contents_of(compared, "en")
    page = Page(written["report.en.html"].read_text(encoding="utf-8"))
    text = " ".join(page.texts)
    for answer in it.answers:
        assert answer.leading.sentence in text
    assert page.tags.count("img") == len(it.charts) == page.tags.count("figure")
    assert {chart.key for chart in it.charts} == {
        "differences", "waterfall", "flows_help", "flows_measures", "stocks", "waits", "levels",
    }  # fmt: skip
    assert it.main_table.shown(0, 5, "en") in text


def test_every_anchor_of_the_page_is_there(written):
    page = Page(written["report.nl.html"].read_text(encoding="utf-8"))
    ids = [found["id"] for _, found in page.attributes if "id" in found]
    assert len(ids) == len(set(ids))
    links = {found["href"][1:] for tag, found in page.attributes if tag == "a"}
    labelled = {found["aria-labelledby"] for _, found in page.attributes if "aria-labelledby" in found}
    assert links | labelled <= set(ids)


def test_the_workbook_holds_numbers_as_numbers_with_units_and_formats(written, compared):
    book = openpyxl.load_workbook(written["report.nl.xlsx"])
    assert book.sheetnames[:6] == ["Samenvatting", "Verschillen met de basis", "Gemiddelden", "Per jaar", "Per gebied",
                                   "Parameters"]  # fmt: skip
    sheet = book["Verschillen met de basis"]
    heading = [cell.value for cell in sheet[1]]
    table = pd.read_csv(compared / "differences.csv")
    found = next(row for row in sheet.iter_rows(min_row=2) if row[1].value == "OTS gestart")
    expected = table[table["outcome"] == "ots_started"].iloc[0]
    cell = found[heading.index("verschil")]
    assert cell.value == pytest.approx(expected["difference"])
    assert cell.number_format.startswith("#,##0")
    assert found[heading.index("eenheid")].value == "kinderen per jaar"
    assert found[heading.index("relatief")].number_format == "0.0%"
    assert sheet.max_row == len(table) + 1


def test_the_document_has_a_few_pages_with_the_answer_on_the_first(written, compared):
    for language in ("nl", "en"):
        pages = pages_of(written[f"report.{language}.pdf"])
        assert 4 <= len(pages) <= 6
        answer = contents_of(compared, language).answers[0]
        assert letters(answer.leading.sentence) in letters(pages[0])
    about = pypdf.PdfReader(written["report.nl.pdf"])
    assert about.metadata.title == contents_of(compared, "nl").title
    assert about.trailer["/Root"]["/Lang"].startswith("nl")


@pytest.fixture(scope="module")
def stalled(compared, tmp_path_factory):
    """The texts of the reports of a folder in which the wait of the GI rises tenfold and that of the chain does not."""
    folder, out = tmp_path_factory.mktemp("stalled") / "run", tmp_path_factory.mktemp("reports")
    shutil.copytree(compared, folder)
    result = with_waits(open_run(folder), **CHAIN_STANDS_STILL)
    for name in ("differences", "summary"):
        getattr(result, name).to_csv(folder / f"{name}.csv", index=False)
    write_reports(folder, ("html", "pdf"), ("nl",), out)
    page = Page((out / "report.nl.html").read_text(encoding="utf-8"))
    return {"html": letters("".join(page.texts)), "pdf": letters("".join(pages_of(out / "report.nl.pdf")))}


def test_a_wait_that_rises_at_one_organisation_stands_in_page_and_document(stalled):
    for text in stalled.values():
        assert letters("Wachttijd, gemiddeld: GI: ongeveer 22 dagen langer") in text
        assert letters("langer bij: GI; korter bij: RvdK") in text


def test_the_table_has_organisations_all_in_the_page_and_those_that_moved_in_the_document(stalled):
    numbers = {"GI": "21,9", "RvdK": "−1,8", "Veilig Thuis": "0,1"}
    for organisation, number in numbers.items():
        assert letters(f"Wachttijd, gemiddeld {organisation} dagen") in stalled["html"], number
    assert letters("Wachttijd, gemiddeld: GI dagen") in stalled["pdf"]
    assert letters("Wachttijd, gemiddeld: RvdK dagen") in stalled["pdf"]
    assert letters("Wachttijd, gemiddeld: Veilig Thuis dagen") not in stalled["pdf"]


def test_small_differences_have_their_size_in_the_document_and_the_cost_its_sentence(another, tmp_path):
    result = open_run(another)
    table = result.differences
    for outcome, values in {"crises": (0.5, 0.2, 0.8, 0.002), "cost_eur": (-9000.0, -9900.0, -8100.0, -0.001)}.items():
        place = (table["outcome"] == outcome) & (table["organisation"] == "all")
        table.loc[place, ["difference", "low", "high", "relative"]] = values
    table.to_csv(another / "differences.csv", index=False)
    write_reports(another, ("pdf",), ("nl",), tmp_path)
    text = letters("".join(pages_of(tmp_path / "report.nl.pdf")))
    assert letters("Crises: 0,5 per jaar meer (0,2%)") in text
    assert letters("Kosten: ongeveer 9.000 euro per jaar minder; 95%-interval 8.") in text


def test_every_field_that_a_policy_sets_is_told_with_its_value_and_unit(written, compared):
    early = contents_of(compared, "nl").scenarios[1]
    lines = [line for policy in early.policies for line in policy.lines]
    assert "Kinderen per GI-medewerker, ten opzichte van eerder: 0,8 (factor)" in lines
    assert "groeit vanaf die dag in 12 maanden tot volle omvang" in lines
    assert "Aanwezigheid van de GI-medewerker in het wijkteam: 4 (uren per week)" in lines
    assert any(line.endswith(", standaard") for line in lines), "what nobody set and holds all the same"
    page = "".join(Page(written["report.nl.html"].read_text(encoding="utf-8")).texts)
    paper = letters("".join(pages_of(written["report.nl.pdf"])))
    cells = {cell.value for row in openpyxl.load_workbook(written["report.nl.xlsx"])["Samenvatting"] for cell in row}
    for line in lines:
        assert line in page
        assert letters(line) in paper
        assert f"– {line}" in cells


def test_a_base_says_how_many_of_its_values_are_its_own_and_which(written, compared):
    it = contents_of(compared, "en")
    base = it.result.scenarios["brabant-2015"]
    own = {(name, "the whole region") for name, _ in base.values}
    own |= {(name, area.name) for area in base.areas for name, _ in area.set}
    assert {(row[1], row[6]) for row in it.own_values_table.rows} == own
    assert it.scenarios[0].none == f"no policy of its own; {len(own)} values differ from the registry"
    assert "no policy beside" not in written["report.en.html"].read_text(encoding="utf-8")
    assert len(it.few_values_table.rows) <= 10
    row = it.own_values_table.rows[0]
    assert row[3] == dict(base.values)[row[1]] != row[2]
    assert row[-1] == base.source


def test_ten_alternatives_have_room_in_six_pages(made_up, base, tmp_path):
    policy = base.with_levers(early_gi={"start": base.start})
    titled = {"title": "The GI in every wijkteam of the region", "question": "What does more presence bring?"}
    ten = [replace(policy, name=f"plan-{number}", **titled) for number in range(1, 11)]
    compare(base, *ten, engine=made_up, replications=3, out=tmp_path / "run", waterfall=True, quiet=True)
    (path,) = write_reports(tmp_path / "run", ("pdf",), ("nl",), tmp_path)
    assert len(pages_of(path)) <= 6


def test_with_a_posterior_the_intervals_of_years_are_the_middle_of_the_worlds(compared):
    result = open_run(compared)
    worlds = replace(result, posterior=object())
    shown = years_table(worlds, "en")
    leading = shown.rows[0]
    values = result.outcomes.query(f"area == 'all' and organisation == 'all' and year == {leading[4]}")
    values = values[(values["outcome"] == "ots_started") & (values["scenario"] == leading[0])]["value"]
    assert leading[-2:] == pytest.approx(list(values.quantile([0.025, 0.975])))
    assert years_table(result, "en").rows[0][-2:] != pytest.approx(leading[-2:])
    assert areas_table(worlds, "en").rows != areas_table(result, "en").rows


def test_a_report_names_no_place_on_a_machine(written, compared):
    it = contents_of(compared, "en")
    assert dict(it.made_by)["command"] == "youthsim compare brabant-2015 early.toml"
    shown = Page(written["report.en.html"].read_text(encoding="utf-8"))
    for text in ["".join(shown.texts), *pages_of(written["report.en.pdf"])]:
        assert "somebody" not in text
        assert str(compared.parent) not in text


def test_the_same_folder_gives_the_same_page(compared, written, tmp_path):
    (again,) = write_reports(compared, ("html",), ("nl",), tmp_path)
    assert again.read_bytes() == written["report.nl.html"].read_bytes()


@pytest.mark.parametrize("kind", ["html", "xlsx", "pdf"])
def test_a_single_run_of_one_replication_has_a_report_that_claims_nothing(alone, tmp_path, kind):
    (path,) = write_reports(alone, (kind,), ("en",), tmp_path)
    assert path.stat().st_size > 10_000
    it = contents_of(alone, "en")
    assert "in a single replication, without an interval" in it.answers[0].leading.sentence
    assert {chart.key for chart in it.charts} == {"flows_help", "flows_measures", "stocks", "waits", "levels"}


def test_a_folder_without_the_small_tables_has_a_report_too(compared, tmp_path):
    old = tmp_path / "old"
    shutil.copytree(compared, old)
    for name in ("flows.csv", "waits.csv", "waterfall.csv", "values.parquet"):
        (old / name).unlink()
    write_reports(old, languages=("nl",))
    it = contents_of(old, "nl")
    assert {chart.key for chart in it.charts} == {"differences", "stocks", "waits", "levels"}
    assert "replicaties evenveel" not in it.answers[0].leading.sentence
    assert {path.name for path in (old / "report").iterdir()} == {"report.nl.html", "report.nl.xlsx", "report.nl.pdf"}


def test_a_partial_run_says_so_in_its_report(compared, tmp_path):
    partial = tmp_path / "partial"
    shutil.copytree(compared, partial)
    about = json.loads((partial / "manifest.json").read_text())
    (partial / "manifest.json").write_text(json.dumps(about | {"state": "partial", "stop_reason": "interrupted"}))
    it = contents_of(partial, "en")
    assert any("interrupted" in one for one in it.cautions)
    assert dict(it.made_by)["state"] == "partial"


def test_texts_that_look_like_commands_are_texts_on_the_page(hostile_written, hostile):
    given = hostile_written[".html"].read_text(encoding="utf-8")
    page = Page(given)
    text = " ".join(" ".join(page.texts).split())
    for one in HOSTILE:
        assert " ".join(one.split()) in text
    assert page.tags.count("script") == 2 + len([one for one in contents_of(hostile, "nl").charts if one.variants])
    assert "b" not in page.tags
    assert "<script>alert" not in given


def test_texts_that_look_like_formulas_are_texts_in_the_workbook(hostile_written):
    book = openpyxl.load_workbook(hostile_written[".xlsx"])
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert all(cell.hyperlink is None for cell in cells)
    values = {cell.value for cell in cells if cell.data_type == "s"}
    for one in HOSTILE[:-1]:
        assert one in values
    assert "bell \N{REPLACEMENT CHARACTER} and tab \t" in values
    assert any(sheet["B2"].value == HOSTILE[0][:60] for sheet in book)


def test_texts_that_look_like_markup_are_texts_in_the_document(hostile_written):
    text = letters("".join(pages_of(hostile_written[".pdf"])))
    for one in HOSTILE[:7]:
        assert letters(one) in text
    reader = pypdf.PdfReader(hostile_written[".pdf"])
    assert 4 <= len(reader.pages) <= 8
    links = [found for page in reader.pages for found in page.get("/Annots", []) if "/A" in found.get_object()]
    assert not any("/URI" in found.get_object()["/A"] for found in links)


SECOND_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_another_office_program_reads_the_same_texts_and_numbers(hostile_written, tmp_path):
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    made = ["soffice", profile, "--headless", "--convert-to", SECOND_SHEET,
            "--outdir", str(tmp_path), str(hostile_written[".xlsx"])]  # fmt: skip
    subprocess.run(made, check=True, capture_output=True, timeout=180)
    (path,) = tmp_path.glob("*.csv")
    table = pd.read_csv(path)
    assert {"scenario", "uitkomst", "verschil"} <= set(table.columns)
    assert table["scenario"].str.startswith("alt").all()


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        (lambda folder: (folder / "manifest.json").write_text("{"), "is no complete run folder"),
        (lambda folder: (folder / "manifest.json").write_text("[]"), "is no complete run folder"),
        (lambda folder: (folder / "outcomes.parquet").write_bytes(b"nothing"), "is no complete run folder"),
        (lambda folder: (folder / "differences.csv").unlink(), "is no complete run folder"),
    ],
)
def test_a_broken_folder_is_refused(compared, tmp_path, damage, complaint):
    broken = tmp_path / "broken"
    shutil.copytree(compared, broken)
    damage(broken)
    with pytest.raises(BadInput, match=complaint):
        write_reports(broken)
    assert not (broken / "report").exists()


def test_the_report_reads_nothing_outside_the_folder(compared, tmp_path):
    moved = tmp_path / "elsewhere"
    shutil.copytree(compared, moved)
    assert contents_of(moved, "nl").answers == contents_of(compared, "nl").answers
    assert open_run(moved).names == ("brabant-2015", "early")


def ranked(folder, table):
    """The contents of a folder that holds this sensitivity table."""
    table.to_csv(folder / "sensitivity.csv", index=False)
    return contents_of(folder, "en")


@pytest.fixture
def another(compared, tmp_path):
    """The run folder at a place where it can be changed."""
    shutil.copytree(compared, tmp_path / "another")
    return tmp_path / "another"


def test_without_a_sensitivity_table_assumptions_are_listed_as_not_ranked(compared):
    it = contents_of(compared, "en")
    assert "not ranked" in it.hangs_on_text
    assert len(it.assumptions.rows) == 10
    assert "effect" not in [column.label for column in it.assumptions.columns]
    assert any("early_gi.net_widening" in row for row in it.assumptions.rows)


def test_assumptions_are_ranked_by_how_much_they_move_the_answer(another):
    rows = [
        ("early", "ots_started", "early_gi.net_widening", 9.0, 8.0, 10.0),
        ("early", "ots_started", "trust.decay", -12.0, -13.0, -11.0),
        ("early", "ots_stock", "ots.end_trust", 99.0, 90.0, 110.0),
    ]
    table = pd.DataFrame(rows, columns=["scenario", "outcome", "parameter", "effect", "low", "high"])
    it = ranked(another, table.assign(method="one at a time", unit="children/year"))
    assert [row[1] for row in it.assumptions.rows] == ["trust.decay", "early_gi.net_widening"]
    assert "OTS started (children per year)" in it.hangs_on_text
    assert [column.label for column in it.assumptions.columns][-4:] == ["effect", "95% low", "95% high", "source"]


def test_the_table_of_a_designed_analysis_is_shown_by_its_total_indices(another):
    rows = [("trust.decay", "first", 0.9), ("trust.decay", "total", 0.2), ("early_gi.net_widening", "total", 0.7)]
    table = pd.DataFrame(rows, columns=["parameter", "measure", "effect"]).assign(
        outcome="ots_started", low=0.1, high=0.9
    )
    it = ranked(another, table)
    assert [row[1] for row in it.assumptions.rows] == ["early_gi.net_widening", "trust.decay"]
    assert "total Sobol index" in it.hangs_on_text
