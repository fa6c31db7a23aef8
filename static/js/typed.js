// form[data-draft="person:address"]: what is typed stays in this browser (localStorage) until a save succeeded, for a week at
// most, and is offered back when the form is opened again; with the version it was typed against. Only for forms that ask.
const PREFIX = "typed:";
const WEEK = 7 * 24 * 3600 * 1000;
const SENT = "typed-sent";
const store = window.localStorage;
const form = document.querySelector("form[data-draft]");
const key = form && PREFIX + form.dataset.draft;
const kept = new Set(["csrfmiddlewaretoken", "form_key", "version"]);
const fields = () => [...form.elements].filter((f) => f.name && !kept.has(f.name) && !["password", "file", "submit", "button"].includes(f.type));
const valueOf = (field) => (["checkbox", "radio"].includes(field.type) ? (field.checked ? field.value : "") : field.value);
const now = () => fields().map((field) => [field.name, valueOf(field)]);
const read = (name) => {
  try {
    return JSON.parse(store.getItem(name));
  } catch {
    return null;
  }
};

for (const name of Object.keys(store).filter((each) => each.startsWith(PREFIX))) {
  if (!(read(name)?.at > Date.now() - WEEK)) {
    store.removeItem(name);
  }
}
// A save that succeeded says so on the page that follows; a log-in or an error page does not.
const sent = window.sessionStorage.getItem(SENT);
if (sent && sent !== key && document.querySelector(".messages .ok")) {
  store.removeItem(sent);
  window.sessionStorage.removeItem(SENT);
}

const restore = (saved) => {
  for (const [name, value] of saved.fields.filter(([each]) => each.endsWith("-TOTAL_FORMS"))) {
    const table = form.querySelector(`[data-rows="${CSS.escape(name.replace(/-TOTAL_FORMS$/, ""))}"]`);
    while (table && Number(form.elements.namedItem(name).value) < Number(value)) {
      table.querySelector("[data-row-add]").click();
    }
  }
  const values = new Map(saved.fields);
  for (const field of fields().filter((each) => values.has(each.name) && !/-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$/.test(each.name))) {
    if (field.type === "checkbox" || field.type === "radio") {
      field.checked = values.get(field.name) === field.value;
    } else {
      field.value = values.get(field.name);
    }
  }
  document.querySelectorAll("input[name=version]").forEach((field) => { field.value = saved.version; });
  form.dispatchEvent(new Event("input", { bubbles: true }));
};

if (form) {
  const note = document.querySelector("[data-typed]");
  const saved = read(key);
  if (note && saved && JSON.stringify(saved.fields) !== JSON.stringify(now())) {
    note.hidden = false;
    note.querySelector("[data-typed-at]").textContent = new Date(saved.at).toLocaleString(document.documentElement.lang);
    note.querySelector("[data-typed-restore]").addEventListener("click", () => {
      restore(saved);
      note.hidden = true;
    });
    note.querySelector("[data-typed-drop]").addEventListener("click", () => {
      store.removeItem(key);
      note.hidden = true;
    });
  }
  let timer = 0;
  const keep = () => {
    const version = form.elements.namedItem("version").value;
    store.setItem(key, JSON.stringify({ at: Date.now(), version, fields: now() }));
  };
  form.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      timer = 0;
      keep();
    }, 200);
  });
  window.addEventListener("pagehide", () => {
    if (timer) {
      window.clearTimeout(timer);
      keep();
    }
  });
  form.addEventListener("submit", () => window.sessionStorage.setItem(SENT, key));
}
