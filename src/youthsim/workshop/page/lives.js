// One family under both policies.

import * as state from "./state.js";
import { find, make, text } from "./text.js";

/** Fetch which families change most; called when an answer is complete, so that it never delays one. */
export async function load() {
  const select = find("changed");
  try {
    const found = await (await state.ask(`api/changed?${state.query()}`)).json();
    const options = found.map((one) => make("option", { value: one.family }, `${one.family}: ${one.label}`));
    select.replaceChildren(make("option", { value: "" }, text(found.length ? "families_pick" : "families_none")), ...options);
  } catch (error) {
    select.replaceChildren(make("option", { value: "" }, error.message));
  }
}

/** Show the family that lives at a place on a day, or the one with this number. */
export async function show(place, day = 0, { focus = true } = {}) {
  const into = find("story");
  try {
    const told = await (await state.ask(`api/story?${state.query({ place, day })}`)).json();
    state.put({ family: told.family }, { quiet: true });
    find("family").value = told.family;
    into.replaceChildren(...parts(told));
  } catch (error) {
    into.replaceChildren(make("p", { class: "notice" }, error.message));
  }
  if (focus) {
    into.focus({ preventScroll: true });
    find("lives").scrollIntoView({ block: "start" });
  }
}

function parts(told) {
  const nothing = !told.lines.some((lines) => lines.length);
  const said = nothing ? text("family_nothing") : told.apart ? text("family_apart", { date: told.apart }) : text("family_same");
  const sides = ["base", "policy"].map((side, place) => make("section", { "aria-label": text(side) }, make("h4", {}, text(side)), life(told.lines[place])));
  return [make("h3", {}, text("family_title", { n: told.family, area: told.area })), make("p", {}, said), ...(nothing ? [] : [make("div", { class: "two" }, ...sides)])];
}

function life(lines) {
  return make("ol", { class: "life" }, ...lines.map((line) => make("li", { class: line.differs ? "differs" : "" },
    make("time", {}, line.when), line.text, ...(line.differs ? [" ", make("span", { class: "tag" }, text("only_here"))] : []))));
}

find("family-form").addEventListener("submit", (event) => {
  event.preventDefault();
  if (find("family").value !== "") show(find("family").value, 0);
});
find("changed").addEventListener("change", (event) => { if (event.target.value) show(event.target.value, 0); });
