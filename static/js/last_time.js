// Takes over from the last period: a text is copied into its field, a suggested figure is confirmed. Whatever is put into a
// field is told as if it had been typed, so that it is counted, checked and saved like everything else.
(() => {
  "use strict";

  const form = document.getElementById("entry");
  if (!form) return;
  const fieldOf = (button) => form.elements.namedItem(button.value);

  const put = (field, text) => {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };

  // A suggestion stands beside its figure, too, as long as that is empty.
  const list = document.getElementById("suggestions");
  const lines = [...(list?.querySelectorAll("[data-suggest]") ?? [])];
  const beside = new Map();
  const count = list?.querySelector("[data-left]");
  const show = () => {
    let left = 0;
    for (const line of lines) {
      const field = form.elements.namedItem(line.dataset.suggest);
      const open = Boolean(field) && !field.value.trim();
      line.hidden = !open;
      if (beside.has(line)) beside.get(line).hidden = !open;
      left += open;
    }
    if (count) count.textContent = String(left);
    if (list) list.hidden = left === 0;
  };
  for (const line of lines) {
    const field = form.elements.namedItem(line.dataset.suggest);
    if (!field) continue;
    const mark = document.createElement("p");
    mark.className = "suggested";
    const words = document.createElement("span");
    words.textContent = line.dataset.words;
    mark.append(words, line.querySelector("button").cloneNode(true));
    field.after(mark);
    beside.set(line, mark);
  }
  form.addEventListener("input", show);
  show();

  document.addEventListener("click", (event) => {
    const button = event.target.closest('button[name="fill"]');
    if (!button || button.form !== form) return;
    event.preventDefault();
    if (button.value === "all") {
      for (const line of lines.filter((one) => !one.hidden)) put(form.elements.namedItem(line.dataset.suggest), line.dataset.value);
      return;
    }
    const field = fieldOf(button);
    const line = lines.find((one) => one.dataset.suggest === button.value);
    const text = line ? line.dataset.value : document.getElementById(button.dataset.from).textContent;
    if (!line && field.value.trim() && field.value !== text && !window.confirm(button.dataset.ask)) return;
    put(field, text);
    field.focus();
  });
})();
