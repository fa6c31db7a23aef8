// [data-draft-help] beside form[data-draft]: what a colleague saved since the page was opened. What differs from the form as
// it was opened is offered field by field ([data-offer], [data-cells] for a table); from then on the form carries the
// version that was shown. Nothing typed changes unless it is taken over.
const form = document.querySelector("form[data-draft]");
const level = (text) => text.replaceAll("\r\n", "\n");
const was = (field) => {
  if (field.type === "checkbox") {
    return field.defaultChecked ? "on" : "";
  }
  if (field.tagName === "SELECT") {
    return [...field.options].find((option) => option.defaultSelected)?.value ?? field.options[0]?.value ?? "";
  }
  return level(field.defaultValue);
};
const put = (field, value) => {
  if (field.type === "checkbox") {
    field.checked = value !== "";
  } else {
    field.value = value;
  }
  field.dispatchEvent(new Event("input", { bubbles: true }));
};
const tableOf = (name) => form.querySelector(`[data-rows="${CSS.escape(name)}"]`);
const rowsOf = (table) => [...table.querySelectorAll("[data-row-list] [data-row-item]")];
const cellsOf = (row) => [...row.querySelectorAll("input:not([type=hidden]):not([name$='-DELETE']), select, textarea")];

const differs = (offer) => {
  if (offer.dataset.cells === undefined) {
    const field = form.elements.namedItem(offer.dataset.offer);
    return field !== null && was(field) !== level(offer.dataset.raw);
  }
  const table = tableOf(offer.dataset.offer);
  if (!table) {
    return false;
  }
  const initial = Number(form.elements.namedItem(`${offer.dataset.offer}-INITIAL_FORMS`)?.value ?? 0);
  const opened = rowsOf(table).slice(0, initial).map((row) => cellsOf(row).map(was));
  const saved = JSON.parse(offer.dataset.cells).map((row) => row.map(level));
  return JSON.stringify(opened) !== JSON.stringify(saved);
};

const takeTable = (table, rows) => {
  while (rowsOf(table).length < rows.length) {
    table.querySelector("[data-row-add]").click();
  }
  rowsOf(table).forEach((row, at) => {
    const struck = row.querySelector("[name$='-DELETE']");
    if (struck) {
      struck.checked = at >= rows.length;
    }
    row.hidden = at >= rows.length && at >= 1;
    cellsOf(row).forEach((cell, column) => put(cell, rows[at]?.[column] ?? ""));
  });
};

const take = (offer) => {
  if (offer.dataset.cells === undefined) {
    put(form.elements.namedItem(offer.dataset.offer), offer.dataset.raw);
  } else {
    takeTable(tableOf(offer.dataset.offer), JSON.parse(offer.dataset.cells));
  }
  offer.remove();
};

const ready = (root) => {
  for (const button of form ? root.querySelectorAll("[data-take]") : []) {
    button.hidden = false;
    button.addEventListener("click", () => take(button.closest("[data-offer]")));
  }
};

document.addEventListener("htmx:afterSwap", (event) => {
  const help = event.target.closest("[data-draft-help]");
  const found = help?.querySelector("template[data-saved-now]");
  if (!found) {
    return;
  }
  const saved = found.content.cloneNode(true);
  if (form) {
    const offers = [...saved.querySelectorAll("[data-offer]")];
    offers.filter((offer) => !differs(offer)).forEach((offer) => offer.remove());
    const left = saved.querySelector("[data-offer]") !== null;
    saved.querySelectorAll("[data-some]").forEach((each) => { each.hidden = !left; });
    saved.querySelectorAll("[data-none]").forEach((each) => { each.hidden = left; });
    form.elements.namedItem("version").value = found.dataset.version;
  }
  help.querySelector("[data-known]").value = found.dataset.version;
  const place = help.querySelector("[data-saved]");
  place.replaceChildren(saved);
  ready(place);
  found.remove();
});

ready(document);
