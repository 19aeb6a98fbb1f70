// The answer: asked again whenever something changes, shown as it sharpens.

import * as state from "./state.js";
import { find, make, number, text } from "./text.js";

const SYMBOL = { more: "▲", less: "▼", unclear: "≈", none: "=", unknown: "?" };
const GATHER = 120; // milliseconds in which further changes are waited for
let running = null;
let timer = 0;
let last = null;
const listeners = [];

/** The rows of the answer that stands now, by outcome; for the tour. */
export const row = (outcome, organisation = "all") => last?.rows.find((one) => one.outcome === outcome && one.organisation === organisation);
export const sentences = () => last?.sentences ?? [];
export const onAnswer = (listener) => listeners.push(listener);

/** Ask for the answer to what is set now; the question before is let go of. */
export function ask() {
  clearTimeout(timer);
  stale();
  timer = setTimeout(fetchAnswer, GATHER);
}

/** Whether the answer and its glance are being worked on, for who listens to the page. */
function busy(is) {
  for (const id of ["answer", "glance"]) find(id).setAttribute("aria-busy", String(is));
}

/** What stands there is of what was set before: that is seen at once. */
function stale() {
  running?.abort();
  if (!last) return;
  document.documentElement.dataset.stale = "yes";
  busy(true);
  find("answer-state").className = "";
  find("answer-state").textContent = text("answer_stale");
  find("answer-progress").value = 0;
  const count = document.getElementById("glance-count");
  if (count) count.textContent = "…";
}

async function fetchAnswer() {
  running?.abort();
  running = new AbortController();
  const { signal } = running;
  showExports();
  const asked = performance.now();
  const outcome = find("outcome").value || "ots_started";
  find("answer").setAttribute("aria-busy", "true");
  let first = true;
  try {
    showWarnings(signal);
    const response = await state.ask(`api/answer?${state.query({ outcome })}`, { signal });
    for await (const event of events(response)) {
      if (signal.aborted) return;
      if (event.state === "answer") {
        if (first) find("answer").dataset.firstMs = Math.round(performance.now() - asked);
        first = false;
        show(event);
      } else showState(event);
    }
  } catch (error) {
    if (signal.aborted) return;
    showState({ state: "failed", text: error.status ? error.message : text("answer_stopped") });
  }
}

/** The events of a stream, as they come. */
async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const parts = (rest + value).split("\n\n");
    rest = parts.pop();
    for (const part of parts) if (part.startsWith("data: ")) yield JSON.parse(part.slice(6));
  }
}

async function showWarnings(signal) {
  try {
    const told = await (await state.ask(`api/check?${state.query()}`, { signal })).json();
    const lines = told.same ? [text("answer_same"), ...told.warnings] : told.warnings;
    find("warnings").replaceChildren(...lines.map((line) => make("li", {}, line)));
    find("warnings").hidden = !lines.length;
  } catch { /* the answer itself says what is wrong */ }
}

function showState(event) {
  const line = find("answer-state");
  if (event.state === "failed") {
    line.textContent = event.text;
    line.className = "notice";
    busy(false);
    find("answer").dataset.state = "failed";
    return;
  }
  line.className = "";
  if (event.state === "compiling") line.textContent = text("answer_compiling");
  if (event.state === "working") find("answer").dataset.state = "working";
}

function show(event) {
  last = event;
  delete document.documentElement.dataset.stale;
  const line = find("answer-state");
  line.className = "";
  line.textContent = event.done
    ? text("answer_done", { n: event.replications })
    : text(event.replications < 10 ? "answer_first" : "answer_working", { n: event.replications, wanted: event.wanted });
  if (state.get("size", "small") === "small" && event.done) line.textContent += ` ${text("answer_small")}`;
  find("answer-of").textContent = text("answer_of", { years: event.years, families: number(event.families) });
  find("answer-progress").max = event.wanted;
  find("answer-progress").value = event.replications;
  find("sentences").replaceChildren(...event.sentences.map((one) => make("li", {}, one)));
  find("cautions").replaceChildren(...[...event.cautions, text("how_more_in_use")].map((one) => make("li", {}, one)));
  showGlance(event);
  showRows(event.rows);
  showCharts(event.figures);
  busy(!event.done);
  find("answer").dataset.state = event.done ? "done" : "estimate";
  find("answer").dataset.replications = event.replications;
  for (const listener of listeners) listener(event);
}

/** A few outcomes in tiles, so that the answer is seen beside the picture. */
function showGlance(event) {
  const tiles = event.glance.map(([outcome, organisation]) => row(outcome, organisation)).filter(Boolean).map((one) => {
    const side = one.verdict === "more" || one.verdict === "less" ? one.verdict : "";
    return make("li", { title: one.definition }, make("span", { class: "what" }, `${one.label} `, make("span", { class: "soft" }, one.change_unit || one.unit)),
      make("strong", { class: side }, one.verdict === "unclear" ? "≈ 0" : `${one.difference} `, make("span", { "aria-hidden": "true" }, one.verdict === "unclear" ? "" : SYMBOL[one.verdict]),
        make("span", { class: "sr" }, text(`verdict_${one.verdict}`))),
      make("span", { class: "soft" }, `${one.relative} ${one.low === "–" ? "" : `[${one.low} … ${one.high}]`}`.trim()));
  });
  tiles.push(make("li", { class: "count" }, make("a", { href: "#answer" }, text("answer")), make("span", { class: "soft", id: "glance-count" }, text("glance_state", { n: event.replications, wanted: event.wanted }))));
  find("tiles").replaceChildren(...tiles);
}

function showRows(rows) {
  const head = make("thead", {}, make("tr", {},
    make("th", { scope: "col" }, text("outcome")), make("th", { scope: "col", class: "number level" }, text("base")),
    make("th", { scope: "col", class: "number level" }, text("policy")), make("th", { scope: "col", class: "number" }, text("difference")),
    make("th", { scope: "col", class: "number" }, text("interval")), make("td", { class: "interval" })));
  const body = make("tbody");
  let group = "";
  for (const one of rows) {
    if (one.group !== group) {
      group = one.group;
      body.append(make("tr", { class: "group" }, make("th", { scope: "colgroup", colSpan: 6 }, group)));
    }
    const side = one.verdict === "more" || one.verdict === "less" ? one.verdict : "";
    body.append(make("tr", { "data-outcome": one.outcome, "data-organisation": one.organisation, "data-verdict": one.verdict },
      make("th", { scope: "row", title: one.definition }, one.label, make("span", { class: "soft" }, one.unit ? ` ${one.unit}` : "")),
      make("td", { class: "number level" }, one.base), make("td", { class: "number level" }, one.policy),
      make("td", { class: `number ${side}` }, `${one.difference} `, make("span", { "aria-hidden": "true" }, SYMBOL[one.verdict]),
        make("span", { class: "sr" }, text(`verdict_${one.verdict}`)),
        make("span", { class: "soft" }, one.relative ? ` (${one.relative})` : one.change_unit ? ` ${one.change_unit}` : "")),
      make("td", { class: "number" }, one.low === "–" ? "–" : `${one.low} … ${one.high}`),
      make("td", { class: "interval" }, interval(one))));
  }
  find("numbers").replaceChildren(head, body);
}

/** A small picture of an interval about zero. */
function interval(one) {
  const [, , value, low, high] = one.values;
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "-50 -6 100 12");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  const reach = Math.max(Math.abs(low ?? 0), Math.abs(high ?? 0)) || 1;
  const at = (x) => (48 * x) / reach;
  const line = (x1, x2, y1, y2, stroke, width) => {
    const made = document.createElementNS(space, "line");
    for (const [key, given] of Object.entries({ x1, x2, y1, y2, stroke, "stroke-width": width })) made.setAttribute(key, given);
    made.setAttribute("vector-effect", "non-scaling-stroke");
    svg.append(made);
  };
  line(0, 0, -6, 6, "#52606d", 1);
  if (low === null || high === null) return svg;
  const colour = { more: "#b34700", less: "#0072b2" }[one.verdict] ?? "#52606d";
  line(at(low), at(high), 0, 0, colour, 5);
  line(at(value), at(value), -5, 5, colour, 3);
  return svg;
}

// Charts: Plotly is large, so it is fetched when there is something to draw.

let library = null;
function plotly() {
  library ??= new Promise((resolve, reject) => {
    const script = make("script", { src: "asset/plotly.js" });
    script.addEventListener("load", () => resolve(window.Plotly));
    script.addEventListener("error", reject);
    document.head.append(script);
  });
  return library;
}

async function showCharts(figures) {
  const select = find("outcome");
  if (!select.options.length) {
    select.append(...figures.choices.map((one) => make("option", { value: one.name }, one.label)));
    select.value = state.get("outcome", "ots_started");
  }
  const Plotly = await plotly();
  const options = { responsive: true, displayModeBar: false };
  for (const [id, figure] of [["chart-differences", figures.differences], ["chart-years", figures.years]]) {
    const where = find(id);
    await Plotly.react(where, figure.data, { ...figure.layout, autosize: true }, options);
    where.setAttribute("role", "img");
    where.setAttribute("aria-label", id === "chart-years" ? select.selectedOptions[0]?.textContent ?? "" : text("chart_differences"));
    where.dataset.drawn = "yes";
  }
}
find("outcome").addEventListener("change", (event) => {
  state.put({ outcome: event.target.value === "ots_started" ? null : event.target.value }, { quiet: true });
  fetchAnswer();
});

function showExports() {
  const outcome = find("outcome").value || "ots_started";
  find("export-picture").href = `export/picture.png?${state.query()}`;
  find("export-years").href = `export/picture.png?${state.query({ outcome })}`;
  find("export-table").href = `export/table.csv?${state.query()}`;
  find("export-policy").href = `export/scenario.toml?${state.query({ side: "policy" })}`;
  find("export-base").href = `export/scenario.toml?${state.query({ side: "base" })}`;
}
