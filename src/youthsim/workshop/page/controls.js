// Presets, levers and parameters as controls, made from what the server tells of the registry.

import * as state from "./state.js";
import { find, make, text } from "./text.js";

let known = null;
let serial = 0;
let followers = []; // fields of levers that show the value of a parameter
const MOST_FOUND = 12;

/** Fetch the controls of the chosen scenarios and show them. */
export async function load() {
  known = await (await state.ask(`api/controls?${state.query({}, ["base", "policy", "lang"])}`)).json();
  showPresets();
  showLevers();
  showParameters();
}

function showPresets() {
  const now = { base: state.get("base", "brabant-2015"), policy: state.get("policy", state.get("base") || "brabant-early-gi") };
  for (const key of ["base", "policy"]) {
    const groups = new Map();
    for (const preset of known.presets) {
      const group = preset.own ? text("own_scenarios") : text(`era_${preset.era}`);
      if (!groups.has(group)) groups.set(group, make("optgroup", { label: group }));
      groups.get(group).append(make("option", { value: preset.name, selected: preset.name === now[key], lang: "en" }, preset.title));
    }
    find(key).replaceChildren(...groups.values());
  }
  const chosen = known.presets.find((one) => one.name === now.policy);
  find("question").textContent = chosen ? [chosen.question, chosen.source && `[${chosen.source}]`].filter(Boolean).join(" ") : "";
  find("size").value = state.get("size", "small");
}

find("policy").addEventListener("change", async (event) => {
  const policy = event.target.value;
  const told = await (await state.ask(`api/check?${new URLSearchParams({ base: policy, policy })}`)).json();
  state.put({ ...state.clear(), policy, base: told.beside ?? policy });
});
find("base").addEventListener("change", async (event) => {
  const base = event.target.value;
  const policy = find("policy").value;
  const alike = await state.ask(`api/check?${new URLSearchParams({ base, policy })}`).then(() => true, () => false);
  state.put({ ...state.clear(), base, policy: alike ? policy : base });
});
find("size").addEventListener("change", (event) => state.put({ size: event.target.value === "small" ? null : event.target.value }));
find("reset-all").addEventListener("click", () => {
  state.put(state.clear());
  showLevers();
  showParameters();
});

// Levers.

function showLevers() {
  followers = [];
  find("levers").replaceChildren(...known.levers.map(lever));
}

function lever(one) {
  const key = `lever.${one.name}`;
  const given = state.get(key);
  const on = given ? given === "on" : one.on;
  const inside = make("div", { class: "inside", hidden: !on });
  const box = make("input", { type: "checkbox", checked: on, id: `lever-${one.name}` });
  const shown = make("div", { class: "lever" });
  const mark = () => shown.classList.toggle("is-changed", state.entries().some(([name]) => name === key || name.startsWith(`${key}.`)));
  box.addEventListener("change", () => {
    const changes = { [key]: box.checked === one.on ? null : box.checked ? "on" : "off" };
    if (!box.checked) for (const [name] of state.entries()) if (name.startsWith(`${key}.`)) changes[name] = null;
    inside.hidden = !box.checked;
    state.put(changes);
    if (box.checked) fill();
    mark();
  });
  const fill = () => {
    const start = { name: `${one.name}.start`, label: text("lever_start"), kind: "date", value: one.start };
    const ramp = { name: `${one.name}.ramp_months`, label: text("lever_ramp"), kind: "number", value: one.ramp_months, unit: "",
      low: 0, high: Math.max(36, one.ramp_months), minimum: 0, maximum: 600, step: 1 };
    inside.replaceChildren(make("p", { class: "soft" }, one.summary), ...[...one.fields, start, ramp].map((field) => control(field, `lever.${field.name}`, mark)));
  };
  if (on) fill();
  shown.append(
    make("div", { class: "top" }, make("label", { title: one.source }, box, make("span", {}, one.label)), ...why(one, shown)),
    inside,
  );
  mark();
  return shown;
}

// Parameters.

function showParameters() {
  find("search-label").textContent = text("search", { n: known.parameters.length });
  const asked = find("search").value.trim().toLowerCase();
  const changed = new Set(state.entries().map(([key]) => key).filter((key) => key.startsWith("set.")).map((key) => key.slice(4)));
  const main = new Set(known.main);
  const found = known.parameters.filter((one) => asked
    ? `${one.label} ${one.name}`.toLowerCase().includes(asked)
    : main.has(one.name) || changed.has(one.name));
  const shown = asked ? found.slice(0, MOST_FOUND) : found;
  const parts = shown.map((one) => control(one, `set.${one.name}`));
  if (!found.length) parts.push(make("p", { class: "soft", role: "status" }, text("search_none")));
  if (found.length > shown.length) parts.push(make("p", { class: "soft" }, text("search_more", { n: found.length - shown.length })));
  find("parameters").replaceChildren(...parts);
}
find("search").addEventListener("input", () => known && showParameters());

// One control.

/** What holds where the control itself sets nothing: its own value, or that of the parameter that it follows. */
const resting = (one) => (one.follows && state.get(`set.${one.follows}`)) || one.value;

function control(one, key, changed = () => {}) {
  const shown = make("div", { class: "control" });
  const id = `control-${(serial += 1)}`;
  const set = (value) => {
    const rest = resting(one);
    const own = Array.isArray(rest) ? rest.join(",") : String(rest);
    state.put({ [key]: String(value) === own ? null : value });
    shown.classList.toggle("is-changed", state.get(key) !== "");
    undo.hidden = state.get(key) === "";
    changed();
  };
  const undo = make("button", { type: "button", class: "undo", title: text("reset"), "aria-label": text("reset_one", { label: one.label }) }, "↺");
  const now = state.get(key) === "" ? resting(one) : state.get(key);
  const { row, show } = kinds[one.kind](one, id, now, set);
  undo.addEventListener("click", () => {
    const rest = resting(one);
    show(rest);
    set(Array.isArray(rest) ? rest.join(",") : rest);
  });
  undo.hidden = state.get(key) === "";
  shown.classList.toggle("is-changed", state.get(key) !== "");
  const title = [one.source, one.known].filter(Boolean).join(" · ");
  const name = one.kind === "areas"
    ? make("span", { title }, one.label)
    : make("label", { htmlFor: id, title }, one.label);
  shown.append(make("div", { class: "name" }, name, make("span", {}, undo, ...why(one, shown))), row);
  if (one.follows) follow(one, key, shown, show);
  return shown;
}

/** A field of a lever that nobody gives moves along with its parameter, and says where its value comes from. */
function follow(one, key, shown, show) {
  const line = make("p", { class: "soft" }, text("follows"));
  const tell = () => {
    const given = state.get(key) !== "";
    line.hidden = given || state.get(`set.${one.follows}`) === "";
    if (!given) show(resting(one));
  };
  shown.append(line);
  tell();
  followers = followers.filter((other) => other.shown.isConnected || other.key !== key);
  followers.push({ key, followed: `set.${one.follows}`, shown, tell });
}
state.onChange((changed) => {
  for (const { key, followed, tell } of followers) if (changed.includes(key) || changed.includes(followed)) tell();
});

const kinds = { number: numberControl, choice: choiceControl, areas: areasControl, date: dateControl };

function numberControl(one, id, now, set) {
  const reach = (value) => ({ low: Math.min(one.low, value), high: Math.max(one.high, value) });
  const { low, high } = reach(Number(now));
  const slider = make("input", { type: "range", min: low, max: high, step: one.step, id });
  slider.value = now;
  const box = make("input", { type: "number", min: one.minimum, max: one.maximum, step: "any", value: now, "aria-label": text("as_number", { label: one.label }) });
  const show = (value) => {
    const wider = reach(Number(value));
    slider.min = wider.low;
    slider.max = wider.high;
    slider.value = value;
    box.value = value;
    slider.setAttribute("aria-valuetext", `${value} ${one.unit ?? ""}`);
  };
  show(now);
  slider.addEventListener("input", () => { box.value = slider.value; });
  slider.addEventListener("change", () => set(slider.value));
  box.addEventListener("change", () => {
    if (box.value === "" || !box.checkValidity()) {
      box.reportValidity();
      return;
    }
    show(box.value);
    set(box.value);
  });
  const unit = [one.unit, one.range ? text("plausible", { range: one.range }) : ""].filter(Boolean).join("; ");
  return { row: make("div", {}, make("div", { class: "row" }, slider, box), make("div", { class: "unit" }, unit)), show };
}

function choiceControl(one, id, now, set) {
  const select = make("select", { id }, ...one.choices.map((choice) => make("option", { value: choice, selected: choice === now }, choice)));
  select.addEventListener("change", () => set(select.value));
  return { row: select, show: (value) => { select.value = value; } };
}

function areasControl(one, id, now, set) {
  const ticked = new Set(Array.isArray(now) ? now : String(now).split(","));
  const boxes = known.areas.map((area) => make("input", { type: "checkbox", value: area, checked: ticked.has(area) }));
  for (const box of boxes) box.addEventListener("change", () => set(boxes.filter((other) => other.checked).map((other) => other.value).join(",") || "[]"));
  const show = (value) => { for (const box of boxes) box.checked = value.includes(box.value); };
  const row = make("fieldset", {}, make("legend", { class: "sr" }, one.label),
    ...boxes.map((box) => make("label", {}, box, box.value)), make("p", { class: "soft" }, text("all_areas")));
  return { row, show };
}

function dateControl(one, id, now, set) {
  const box = make("input", { type: "date", id, value: now, min: known.start, max: known.end });
  box.addEventListener("change", () => { if (box.value && box.checkValidity()) set(box.value); });
  return { row: box, show: (value) => { box.value = value; } };
}

/** A button that shows where a number comes from, for who has no pointer to hover with. */
function why(one, around) {
  if (!one.source) return [];
  const line = make("p", { class: "source", hidden: true }, [one.source, one.known].filter(Boolean).join(" · "));
  const button = make("button", { type: "button", class: "why", title: one.source, "aria-expanded": "false", "aria-label": text("source_of", { label: one.label }) }, "?");
  button.addEventListener("click", () => {
    if (!line.isConnected) around.append(line);
    line.hidden = !line.hidden;
    button.setAttribute("aria-expanded", String(!line.hidden));
  });
  return [button];
}

/** Show again what the address says, after somebody else changed it. */
export function refresh() {
  if (!known) return;
  showPresets();
  showLevers();
  showParameters();
}
