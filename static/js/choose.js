// form[data-choose]: says how many rows are ticked, how much money they are and what the proposal chosen would do to the
// budget lines, as a reading aid; the server decides. Each tick carries data-amount and data-takes ("line:amount …"), the
// form data-free ("line:amount …"); those ticked that are not listed are hidden fields. Whole fen in BigInt. [data-choose-all] and [data-choose-none] tick what is shown.
const fenOf = (text) => BigInt(text.replace(".", ""));
const shown = (fen) => `${(fen / 100n).toString().replace(/\B(?=(\d{3})+$)/g, ",")}.${(fen % 100n).toString().padStart(2, "0")}`;
const byLine = (text) => text.split(" ").filter(Boolean).map((pair) => pair.split(":")).map(([line, amount]) => [line, fenOf(amount)]);
const filled = (text, values) => Object.entries(values).reduce((said, [name, value]) => said.replace(`{${name}}`, value), text);

const setUp = (form) => {
  const ticks = [...form.querySelectorAll("[data-takes]")];
  const boxes = ticks.filter((tick) => tick.type === "checkbox");
  const isChosen = (tick) => (tick.type === "checkbox" ? tick.checked : tick.name === "chosen");
  const [sum, lines] = [form.querySelector("[data-choose-sum]"), form.querySelector("[data-choose-lines]")];
  const taken = (tick, word) => (isChosen(tick) && word ? word === "agree" && tick.dataset.usual === "approve" : tick.dataset.now === "approve");
  const update = () => {
    const chosen = ticks.filter(isChosen);
    const total = chosen.reduce((whole, tick) => whole + fenOf(tick.dataset.amount), 0n);
    sum.textContent = chosen.length ? filled(sum.dataset.some, { count: chosen.length, sum: shown(total) }) : sum.dataset.none;
    const word = form.querySelector("[name=word]:checked")?.value;
    const left = new Map(byLine(form.dataset.free));
    for (const tick of ticks.filter((each) => taken(each, word))) {
      byLine(tick.dataset.takes).forEach(([line, amount]) => left.set(line, (left.get(line) ?? 0n) - amount));
    }
    const gaps = [...left.values()].filter((rest) => rest < 0n);
    const gap = gaps.reduce((whole, rest) => whole - rest, 0n);
    lines.textContent = gaps.length ? filled(lines.dataset.short, { count: gaps.length, gap: shown(gap) }) : lines.dataset.enough;
    lines.classList.toggle("due", gaps.length > 0);
  };
  form.addEventListener("change", update);
  form.addEventListener("click", (event) => {
    const link = event.target.closest("[data-choose-all], [data-choose-none]");
    if (link) {
      event.preventDefault();
      const all = "chooseAll" in link.dataset;
      boxes.forEach((tick) => (tick.checked = all));
      ticks.filter((tick) => !all && tick.name === "chosen" && !boxes.includes(tick)).forEach((tick) => tick.removeAttribute("name"));
      form.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
  update();
};

document.querySelectorAll("form[data-choose]").forEach(setUp);
