// [data-countdown]: the time left, counted from what the server said was left; the reader's clock is not asked.
const loaded = performance.now();

const show = (root) => {
  const text = root.querySelector("[data-countdown-text]");
  const [days, hours, minutes, seconds] = root.dataset.words.split("|");
  const left = Math.max(0, Math.ceil(Number(root.dataset.left) - (performance.now() - loaded) / 1000));
  if (left === 0) {
    text.textContent = root.dataset.done;
    return false;
  }
  const d = Math.floor(left / 86400);
  const parts = [Math.floor(left / 3600) % 24, Math.floor(left / 60) % 60, left % 60].map((n) => String(n).padStart(2, "0"));
  text.textContent = `${d ? `${d} ${days} ` : ""}${parts[0]} ${hours} ${parts[1]} ${minutes} ${parts[2]} ${seconds}`;
  return true;
};

for (const root of document.querySelectorAll("[data-countdown]")) {
  if (show(root)) {
    const timer = setInterval(() => show(root) || clearInterval(timer), 1000);
  }
}
