// The page: what is set changes, and everything follows.

import * as answer from "./answer.js";
import * as chain from "./chain.js";
import * as controls from "./controls.js";
import * as lives from "./lives.js";
import * as state from "./state.js";
import * as tour from "./tour.js";
import { find, settings, text } from "./text.js";

let followed = null;

function notice(line) {
  find("notice").textContent = line;
  find("notice").hidden = !line;
}

const failed = (error) => notice(error.message);

state.onChange((changed) => {
  if (!changed.some(state.isAsked)) return;
  notice("");
  answer.ask();
  if (changed.includes("base") || changed.includes("policy")) controls.load().catch(failed);
  clearTimeout(followed);
  followed = setTimeout(() => chain.load(changed), 400);
});

answer.onAnswer((event) => {
  document.documentElement.dataset.answered = "yes";
  if (event.done) lives.load();
});

for (const button of document.querySelectorAll("[data-language]")) {
  button.addEventListener("click", () => {
    state.put({ lang: button.dataset.language }, { quiet: true });
    location.reload();
  });
}

find("share").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(location.href);
    notice(text("share_done"));
  } catch {
    notice(`${text("share_by_hand")} ${location.href}`);
  }
});

async function begin() {
  document.documentElement.lang = settings.language;
  await controls.load();
  document.documentElement.dataset.ready = "yes";
  answer.ask();
  await chain.load();
  if (state.get("family")) lives.show(state.get("family"), 0, { focus: false });
  tour.show({ enter: false, focus: false });
}

begin().catch(failed);
