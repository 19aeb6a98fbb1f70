// Without scripts the page shows its static figures and plain tables; this makes figures interactive and tables sort.
"use strict";
(function () {
  const language = document.documentElement.lang;

  function unpacked(text) {
    const bytes = Uint8Array.from(atob(text.trim()), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).text();
  }

  async function library() {
    if (typeof DecompressionStream === "undefined") { return false; }
    const script = document.createElement("script");
    script.textContent = await unpacked(document.getElementById("library").textContent);
    document.head.appendChild(script);
    return typeof Plotly !== "undefined";
  }

  async function draw(figure) {
    const data = figure.querySelector("script[type='application/json']");
    if (!data) { return; }
    const variants = JSON.parse(data.textContent);
    const place = figure.querySelector(".drawn");
    const choice = figure.querySelector("select");
    const config = { displaylogo: false, responsive: true, modeBarButtonsToRemove: ["select2d", "lasso2d"] };
    const show = (number) => Plotly.react(place, variants[number].data, variants[number].layout, config);
    figure.classList.add("interactive");
    try {
      await show(0);
    } catch (problem) { // the picture stays in its place
      figure.classList.remove("interactive");
      console.error(problem);
      return;
    }
    if (choice) { choice.addEventListener("change", () => show(Number(choice.value))); }
    figure.dataset.drawn = "yes";
  }

  function sortable(table) {
    const body = table.tBodies[0];
    const headings = Array.from(table.tHead.rows[0].cells);
    headings.forEach((heading, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = heading.textContent;
      heading.replaceChildren(button);
      heading.setAttribute("aria-sort", "none");
      const isNumber = heading.classList.contains("number");
      const order = new Intl.Collator(language, { numeric: true });
      button.addEventListener("click", () => {
        const up = heading.getAttribute("aria-sort") !== "ascending";
        headings.forEach((other) => other.setAttribute("aria-sort", "none"));
        heading.setAttribute("aria-sort", up ? "ascending" : "descending");
        const value = (row) => row.cells[column].dataset.value;
        const missing = (row) => value(row) === "";
        const rows = Array.from(body.rows);
        rows.sort((one, other) => {
          if (missing(one) || missing(other)) { return missing(one) - missing(other); }
          const found = isNumber ? Number(value(one)) - Number(value(other)) : order.compare(value(one), value(other));
          return up ? found : -found;
        });
        body.append(...rows);
      });
    });
  }

  document.querySelectorAll("table.sortable").forEach(sortable);
  document.querySelectorAll(".hint").forEach((hint) => { hint.hidden = false; });
  library().then(async (there) => {
    if (there) {
      for (const figure of document.querySelectorAll("figure[data-chart]")) { await draw(figure); }
    }
    document.documentElement.dataset.ready = there ? "interactive" : "static";
  });
})();
