"use strict";
(() => {
  const value = (row, k) => {
    const cell = row.cells[k];
    const text = cell ? (cell.dataset.value || cell.textContent).trim() : "";
    const number = Number.parseFloat(text.replace(/,/g, ""));
    return /^[-+]?[\d.,]+/.test(text) && !Number.isNaN(number) && !/^\d{4}-\d\d/.test(text) ? number : text;
  };
  const compare = (x, y) => (typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y), "ja"));
  const sorted = (table, k, down) => {
    const empty = (x) => x === "" || x === "–" || x === "?";
    const rows = Array.from(table.tBodies[0].rows).map((row) => [value(row, k), row]);
    rows.sort((a, b) => (empty(a[0]) !== empty(b[0]) ? (empty(a[0]) ? 1 : -1) : (down ? -1 : 1) * compare(a[0], b[0])));
    rows.forEach((pair) => table.tBodies[0].appendChild(pair[1]));
  };
  document.querySelectorAll("table.sortable").forEach((table) => {
    const heads = Array.from(table.querySelectorAll("thead th"));
    heads.forEach((head, k) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      while (head.firstChild) button.appendChild(head.firstChild);
      head.appendChild(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") !== "descending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        sorted(table, k, down);
      });
    });
  });
  const box = document.getElementById("filter");
  const found = document.getElementById("filtered");
  if (box && found) {
    const quotes = Array.from(document.querySelectorAll("blockquote.quote")).map((quote) => [quote, quote.textContent.toLowerCase()]);
    box.closest("p").hidden = false;
    box.addEventListener("input", () => {
      const wanted = box.value.trim().toLowerCase();
      let count = 0;
      quotes.forEach((pair) => {
        pair[0].hidden = wanted !== "" && pair[1].indexOf(wanted) < 0;
        count += pair[0].hidden ? 0 : 1;
      });
      document.querySelectorAll(".group").forEach((group) => {
        group.hidden = wanted !== "" && !group.querySelector("blockquote:not([hidden])");
      });
      found.textContent = wanted === "" ? "" : found.dataset.words.replace("#", String(count));
    });
  }
})();
