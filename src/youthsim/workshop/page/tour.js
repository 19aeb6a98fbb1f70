// The guided tour: five steps through the chain, a lever, the answer and a dilemma.

import * as answer from "./answer.js";
import * as chain from "./chain.js";
import * as controls from "./controls.js";
import * as state from "./state.js";
import { find, text } from "./text.js";

const BEGIN = { base: "brabant-2015", policy: "brabant-2015" };
const EARLY = { base: "brabant-2015", policy: "brabant-early-gi" };
// Measures fall and the GI gets fuller; a test holds that the model says so at these values.
const FULLER = {
  "lever.early_gi.presence_hours_per_week": "16",
  "lever.early_gi.presence_areas": "[]",
  "lever.early_gi.stays_available": "0",
  "set.early_gi.net_widening": "0.6",
  "set.ots.end_trust": "0.1",
};
const STEPS = [
  { at: "chain", enter: () => state.put({ ...state.clear(), ...BEGIN }), action: () => chain.play() },
  { at: "chain", action: () => { chain.pause(); chain.tellAbout("gi", { focus: false }); } },
  { at: "levers", action: () => state.put({ ...state.clear(), ...EARLY }) },
  { at: "answer", enter: () => state.put(EARLY), action: () => look("answer"), live: () => answer.sentences()[0] ?? "" },
  { at: "answer", enter: () => state.put(EARLY), action: () => state.put(FULLER), other: () => state.put({ ...state.clear(), ...EARLY }), live: dilemma },
];
let opener = null;

function dilemma() {
  const rows = [["ots_started", "all"], ["utilisation", "gi"], ["wait_days", "gi"]].map((key) => answer.row(...key)).filter(Boolean);
  return [...rows.map((one) => `${one.label}: ${one.difference} (${one.low} … ${one.high}) ${one.change_unit || one.unit}`.trim()), text("tour_5_end")].join(" · ");
}

function look(id) {
  document.querySelectorAll(".looked-at").forEach((one) => one.classList.remove("looked-at"));
  const at = find(id).closest(".card") ?? find(id);
  at.classList.add("looked-at");
  at.scrollIntoView({ block: "start" });
}

const step = () => Math.min(STEPS.length, Number(state.get("tour", "0")) || 0);

/** Show the step that the address names, or nothing. */
export function show({ enter = true, focus = true } = {}) {
  const now = step();
  find("tour").hidden = !now;
  if (!now) return;
  const one = STEPS[now - 1];
  if (enter && one.enter) {
    one.enter();
    controls.refresh();
  }
  find("tour-of").textContent = text("tour_of", { n: now, all: STEPS.length });
  find("tour-title").textContent = text(`tour_${now}_title`);
  find("tour-text").textContent = text(`tour_${now}_text`);
  find("tour-action").textContent = text(`tour_${now}_action`);
  find("tour-other").hidden = !one.other;
  find("tour-other").textContent = one.other ? text(`tour_${now}_other`) : "";
  find("tour-back").disabled = now === 1;
  find("tour-next").textContent = text(now === STEPS.length ? "done" : "next");
  tellLive();
  look(one.at);
  if (focus) find("tour").focus();
}

function tellLive() {
  const now = step();
  if (now) find("tour-live").textContent = STEPS[now - 1].live?.() ?? "";
}

function go(to) {
  state.put({ tour: to || null }, { quiet: true });
  if (to) return show();
  find("tour").hidden = true;
  document.querySelectorAll(".looked-at").forEach((one) => one.classList.remove("looked-at"));
  opener?.focus();
}

find("tour-start").addEventListener("click", (event) => { opener = event.currentTarget; go(1); });
find("tour-next").addEventListener("click", () => go(step() === STEPS.length ? 0 : step() + 1));
find("tour-back").addEventListener("click", () => go(step() - 1));
find("tour-close").addEventListener("click", () => go(0));
for (const which of ["action", "other"]) {
  find(`tour-${which}`).addEventListener("click", () => {
    STEPS[step() - 1][which]();
    controls.refresh(); // the controls show what the tour has set
  });
}
find("tour").addEventListener("keydown", (event) => { if (event.key === "Escape") go(0); });
answer.onAnswer(tellLive);
