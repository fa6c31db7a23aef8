// [data-confirm]: asks once before a button acts. form[data-once]: a second press does nothing while the first is under way.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-confirm]");
  if (button && !window.confirm(button.dataset.confirm)) {
    event.preventDefault();
  }
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("[data-once]")) {
    return;
  }
  if (form.dataset.busy) {
    event.preventDefault();
  }
  form.dataset.busy = "1";
});

window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-busy]").forEach((form) => delete form.dataset.busy);
});
