// The picture plays: two films in step, controls, stories of organisations, and the same as a table.

import * as lives from "./lives.js";
import * as state from "./state.js";
import { Film } from "./film.js";
import { LEVELS, titleOf } from "./layout.js";
import { Picture } from "./canvas.js";
import { dayInWords, find, has, make, number, percent, settings, text } from "./text.js";

const SIDES = ["base", "policy"];
const PARTNERS = ["bjz", "gi", "rvdk", "veilig_thuis"];
const AHEAD_SECONDS = 3;
const MOST_STEPS_A_FRAME = 8;
const films = Object.fromEntries(SIDES.map((side) => [side, new Film(side)]));
const pictures = Object.fromEntries(SIDES.map((side) => [side, new Picture(find(`picture-${side}`).querySelector("canvas"), films[side])]));
const still = matchMedia("(prefers-reduced-motion: reduce)");
let playing = false;
let before = 0;
let owed = 0; // days that should have passed and have not
let looping = false;
let frames = 0;
let framesSince = 0;
let story = null; // of which organisation, on which side

const shown = () => {
  const view = state.get("view") || (innerWidth < 700 ? "policy" : "both");
  return view === "both" ? SIDES : [view];
};
const speed = () => Number(state.get("speed", "7"));
const lead = () => films[shown()[0]];
/** The sides in the picture that can be told; another film may still be on its way. */
const ready = () => shown().filter((side) => films[side].codes && films[side].about);

/** Show what is asked now, at the day that stood before. */
export async function load(changed = null) {
  const day = Number(state.get("day", "0")) || 0;
  const policyOnly = changed?.every((key) => key.startsWith("lever.") || key === "policy");
  const sides = shown().filter((side) => !(policyOnly && side === "base" && films.base.codes && films.base.day === day));
  const was = playing;
  pause();
  arrange();
  await Promise.all(sides.map((side) => goTo(side, day)));
  if (was) play();
}

async function goTo(side, day) {
  const note = find(`picture-${side}`).querySelector("[data-state]");
  try {
    const there = await films[side].goTo(day, (part) => { note.textContent = `${text("catching_up")} ${percent(part)}`; });
    if (!there) return;
    note.textContent = "";
  } catch (error) {
    note.textContent = error.message;
    return;
  }
  find("day").max = films[side].about.last;
  pictures[side].reset();
  tell();
}

function arrange() {
  for (const side of SIDES) find(`picture-${side}`).hidden = !shown().includes(side);
  find("view").value = shown().length > 1 ? "both" : shown()[0];
  find("speed").value = String(speed());
}

// Time.

export function play() {
  if (playing) return;
  playing = true;
  find("play").textContent = text("pause");
  before = framesSince = performance.now();
  frames = 0;
  loop();
}

export function pause() {
  if (!playing) return;
  playing = false;
  find("play").textContent = text("play");
  if (lead().codes) state.put({ day: lead().day || null }, { quiet: true });
}

function loop() {
  if (looping) return;
  looping = true;
  const frame = (now) => {
    if (playing) advance(now);
    let moves = false;
    for (const side of shown()) moves = pictures[side].draw(now) || moves;
    measure(now);
    if (playing || moves) requestAnimationFrame(frame);
    else looping = false;
  };
  requestAnimationFrame(frame);
}

/** Let as many days happen as are due and there, the same on both sides. */
function advance(now) {
  owed = Math.min(MOST_STEPS_A_FRAME, owed + ((now - before) / 1000) * speed());
  before = now;
  const sides = shown().map((side) => films[side]);
  let stepped = false;
  while (owed >= 1 && sides.every((film) => film.canStep)) {
    owed -= 1;
    for (const film of sides) film.step();
    stepped = true;
  }
  if (stepped) {
    for (const side of shown()) pictures[side].moved(now, still.matches);
    tell();
  }
  for (const film of sides) film.ahead(speed() * AHEAD_SECONDS + 5).catch(() => pause());
  if (sides.every((film) => film.atEnd)) pause();
}

/** Frames a second while playing, for who wants to know. */
function measure(now) {
  frames += 1;
  if (now - framesSince < 1000) return;
  find("pictures").dataset.fps = ((frames * 1000) / (now - framesSince)).toFixed(1);
  frames = 0;
  framesSince = now;
}

async function stepOnce() {
  pause();
  const sides = shown().map((side) => films[side]);
  await Promise.all(sides.map((film) => film.ahead(1)));
  if (!sides.every((film) => film.canStep)) return;
  for (const film of sides) film.step();
  for (const side of shown()) pictures[side].moved(performance.now(), still.matches);
  state.put({ day: lead().day }, { quiet: true });
  tell();
  loop();
}

find("play").addEventListener("click", () => (playing ? pause() : play()));
find("step").addEventListener("click", stepOnce);
find("rewind").addEventListener("click", () => { state.put({ day: null }, { quiet: true }); load(); });
find("speed").addEventListener("change", (event) => state.put({ speed: event.target.value === "7" ? null : event.target.value }, { quiet: true }));
find("view").addEventListener("change", (event) => {
  pause();
  state.put({ view: event.target.value }, { quiet: true });
  if (lead().codes) state.put({ day: lead().day || null }, { quiet: true });
  load();
});
find("day").addEventListener("change", (event) => { state.put({ day: Number(event.target.value) || null }, { quiet: true }); load(); });
find("day").addEventListener("input", (event) => { if (lead().about) find("date").textContent = dayInWords(lead().about.start, Number(event.target.value)); });

// What the picture says, in words.

let toldAt = 0;
function tell() {
  const film = lead();
  if (!film.about) return;
  find("date").textContent = dayInWords(film.about.start, film.day);
  if (document.activeElement !== find("day") || playing) find("day").value = film.day;
  find("day").setAttribute("aria-valuetext", find("date").textContent);
  const now = performance.now();
  if (playing && now - toldAt < 500) return;
  toldAt = now;
  const partner = text(film.about.era === "wjz2005" ? "partner_bjz" : "partner_gi");
  find("trust-legend").textContent = text("trust_bar", { partner });
  for (const side of shown()) describe(side);
  if (find("as-table").open) showTable();
  if (story) showStory();
}

function describe(side) {
  const film = films[side];
  if (!film.codes || !film.about) return;
  const here = gathered(film);
  const sum = (test) => here.reduce((total, one) => total + (test(one) ? one.n : 0), 0);
  pictures[side].canvas.setAttribute("aria-label", text("picture_of", {
    side: text(side), date: dayInWords(film.about.start, film.day), unsafe: number(sum((one) => one.level >= 4)),
    waiting: number(sum((one) => one.waits)), gi: number(sum((one) => ["gi", "early", "placed"].includes(one.node))),
  }));
}

/** How many families there are of each level, node and waiting or not. */
function gathered(film) {
  const counts = new Map();
  for (const code of film.codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].map(([code, n]) => {
    const rest = Math.floor(code / LEVELS);
    return { level: code % LEVELS, node: film.about.nodes[rest >> 1], waits: rest & 1, n };
  });
}

const known = (film) => film.about.nodes.filter((node) => node !== "bjz" || film.about.era === "wjz2005");

function showTable() {
  const sides = ready();
  if (!sides.length) return;
  const first = films[sides[0]];
  const heads = sides.flatMap((side) => [text("families_here"), text("waiting"), `${text("in_use")} / ${text("places")}`].map((one) => make("th", { scope: "col", class: "number" }, sides.length > 1 ? `${text(side)}: ${one}` : one)));
  const rows = known(first).map((node) => {
    const title = titleOf(node, first.about.era);
    const cells = sides.flatMap((side) => {
      const film = films[side];
      const here = gathered(film).filter((one) => one.node === node);
      const pool = film.count?.pools[node];
      return [here.reduce((sum, one) => sum + one.n, 0), here.reduce((sum, one) => sum + (one.waits ? one.n : 0), 0), pool ? `${number(Math.round(pool[0]))} / ${number(Math.round(pool[1]))}` : "–"]
        .map((value) => make("td", { class: "number" }, typeof value === "number" ? number(value) : value));
    });
    const button = make("button", { type: "button", "aria-label": text("read_story", { label: title }), onclick: () => tellAbout(node) }, title);
    return make("tr", {}, make("th", { scope: "row" }, button), ...cells);
  });
  const focused = document.activeElement?.closest("#organisations tr")?.rowIndex;
  find("organisations").replaceChildren(make("thead", {}, make("tr", {}, make("th", { scope: "col" }, text("organisation")), ...heads)), make("tbody", {}, ...rows));
  if (focused) find("organisations").rows[focused]?.querySelector("button")?.focus();
}
find("as-table").addEventListener("toggle", () => find("as-table").open && showTable());

/** Read the story of an organisation. */
export function tellAbout(node, { focus = true } = {}) {
  story = node;
  showStory();
  if (focus) find("organisation").focus();
}

function showStory() {
  const film = lead();
  if (!film.about) return;
  const about = `about_${story}`;
  const sides = ready();
  const lines = sides.flatMap((side) => sentencesOf(films[side], story).map((line) => make("li", {}, sides.length > 1 ? `${text(side)}: ${line}` : line)));
  const close = make("button", { type: "button", onclick: () => { story = null; find("organisation").hidden = true; } }, text("close"));
  find("organisation").replaceChildren(make("h3", {}, titleOf(story, film.about.era)), make("p", {}, text(has(about) ? about : "about_other")), make("ul", {}, ...lines), close);
  find("organisation").hidden = false;
}

function sentencesOf(film, node) {
  const here = gathered(film).filter((one) => one.node === node).reduce((sum, one) => sum + one.n, 0);
  const pools = film.count?.pools ?? {};
  const said = (pool) => ({ used: number(Math.round(pool[0])), there: number(Math.round(pool[1])), waiting: number(pool[2]) });
  const lines = [text("says_here", { n: number(here) })];
  if (pools[node]) lines.push(text("says_places", said(pools[node])));
  if (node !== "local" || !film.count) return lines;
  return lines.concat(film.about.areas.map((area, place) => text("says_team", {
    area, ...said(pools[`local.${place}`]),
    partners: PARTNERS.map((partner, at) => [partner, at]).filter(([partner]) => partner !== "bjz" || film.about.era === "wjz2005")
      .map(([partner, at]) => `${text(`partner_${partner}`)} ${percent(film.count.teams[place][at])}`).join(", "),
  })));
}

for (const side of SIDES) {
  pictures[side].canvas.addEventListener("click", (event) => {
    const hit = pictures[side].hit(event);
    if (!hit) return;
    if (hit.node) return void tellAbout(hit.node, { focus: false });
    for (const other of SIDES) pictures[other].chosen = hit.family;
    loop();
    lives.show(hit.family, films[side].day);
  });
}
new ResizeObserver(() => { for (const side of shown()) pictures[side].reset(); }).observe(find("pictures"));
find("picture-note").textContent = text("picture_note", { n: number(settings.families) });
