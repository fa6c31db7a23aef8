// form[data-keep-form]: what is typed into [data-keep] fields stays in this tab (sessionStorage) until it is submitted;
// it is never sent before. [data-keep-done] on the receipt forgets it.
const store = window.sessionStorage;
const name = (form, field) => `keep:${form}:${field}`;

for (const form of document.querySelectorAll("form[data-keep-form]")) {
  for (const field of form.querySelectorAll("[data-keep]")) {
    const key = name(form.dataset.keepForm, field.name);
    const kept = store.getItem(key);
    if (kept !== null && field.value === "") {
      field.value = kept;
    }
    field.addEventListener("input", () => store.setItem(key, field.value));
  }
}

for (const mark of document.querySelectorAll("[data-keep-done]")) {
  const prefix = name(mark.dataset.keepDone, "");
  for (const key of Object.keys(store).filter((k) => k.startsWith(prefix))) {
    store.removeItem(key);
  }
}
