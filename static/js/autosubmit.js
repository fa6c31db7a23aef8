// form[data-autosubmit]: a choice among its boxes and lists applies at once; text waits for Enter or the button.
document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form?.matches("[data-autosubmit]") && event.target.matches("[type=checkbox], [type=radio], select")) {
    form.requestSubmit();
  }
});
