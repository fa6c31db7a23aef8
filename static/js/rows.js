// [data-rows="prefix"]: adds and removes the rows of a formset. Inside: <template data-row>, [data-row-list], [data-row-add],
// and in each row [data-row-item] a [data-row-remove]. Without script the server's extra rows and DELETE boxes stand.
const setUp = (root) => {
  const total = root.querySelector(`[name="${root.dataset.rows}-TOTAL_FORMS"]`);
  const list = root.querySelector("[data-row-list]");
  const template = root.querySelector("template[data-row]");
  const add = root.querySelector("[data-row-add]");
  if (!total || !list || !template || !add) {
    return;
  }
  add.hidden = false;
  add.addEventListener("click", () => {
    const holder = document.createElement("template");
    holder.innerHTML = template.innerHTML.replaceAll("__prefix__", total.value);
    const first = holder.content.querySelector("input:not([type=hidden]), select, textarea");
    list.append(holder.content);
    total.value = Number(total.value) + 1;
    first?.focus();
  });
  root.addEventListener("click", (event) => {
    const item = event.target.closest("[data-row-remove]")?.closest("[data-row-item]");
    const mark = item?.querySelector('[name$="-DELETE"]');
    if (!mark) {
      return;
    }
    mark.checked = true;
    item.hidden = true;
    mark.dispatchEvent(new Event("change", { bubbles: true }));
  });
};

document.querySelectorAll("[data-rows]").forEach(setUp);
