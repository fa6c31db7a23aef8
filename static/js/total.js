// form[data-total]: sums quantity × unit price over [data-quantity] fields into [data-total-sum], as a reading aid;
// the server computes the price. Whole fen in BigInt, each line rounded half up.
const plain = (text) => text.replace(/[,，\s]/g, "").replace(/[０-９．]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));
const hundredths = (text) => {
  const match = /^(\d+)(?:\.(\d{0,2}))?$/.exec(plain(text));
  return match ? BigInt(match[1]) * 100n + BigInt((match[2] ?? "").padEnd(2, "0")) : null;
};
const shown = (fen) => `${(fen / 100n).toString().replace(/\B(?=(\d{3})+$)/g, ",")}.${(fen % 100n).toString().padStart(2, "0")}`;

for (const form of document.querySelectorAll("form[data-total]")) {
  const fields = [...form.querySelectorAll("[data-quantity]")];
  const sum = form.querySelector("[data-total-sum]");
  const update = () => {
    let total = 0n;
    for (const field of fields) {
      const price = hundredths(field.value);
      const quantity = hundredths(field.dataset.quantity);
      const amount = price === null || quantity === null ? null : (price * quantity + 50n) / 100n;
      const cell = form.querySelector(`[data-amount-of="${field.name}"]`);
      if (cell) {
        cell.textContent = amount === null ? "—" : shown(amount);
      }
      total = amount === null || total === null ? null : total + amount;
    }
    sum.textContent = total === null ? "—" : shown(total);
  };
  form.addEventListener("input", update);
  window.addEventListener("load", update);
}
