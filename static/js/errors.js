// [data-focus]: takes the focus when the page opens or a fragment brings it; its links focus the field, not only scroll to it.
const focus = (root) => root.querySelector?.("[data-focus]")?.focus();

focus(document);
document.addEventListener("htmx:afterSwap", (event) => focus(event.target));
document.addEventListener("click", (event) => {
  const link = event.target.closest('[data-focus] a[href^="#"]');
  const field = link && document.getElementById(link.hash.slice(1));
  if (field) {
    event.preventDefault();
    field.focus();
    field.scrollIntoView({ block: "center" });
  }
});
