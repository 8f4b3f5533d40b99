// The reviewer's desk: keys that walk rows and places, the count of chosen rows. Everything works without it.
(() => {
  "use strict";
  const KEPT = "portal-single-keys";
  const dialog = document.querySelector("dialog[data-keys]");
  const switched = dialog?.querySelector("[data-keys-on]");

  // --- Single keys (WCAG 2.1.4): never in a field, and a person can switch them off -----------------------------
  const kept = () => {
    try { return localStorage.getItem(KEPT); } catch { return null; }
  };
  const areOn = () => kept() !== "off";
  if (switched) {
    switched.checked = areOn();
    switched.addEventListener("change", () => {
      try { localStorage.setItem(KEPT, switched.checked ? "on" : "off"); } catch { /* Then for this page only. */ }
    });
  }
  for (const button of document.querySelectorAll("[data-keys-help]")) {
    button.hidden = !dialog;
    button.addEventListener("click", () => dialog.showModal());
  }
  const TYPED_INTO = "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=submit])";
  const mayAct = (event) =>
    !(event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) &&
    !event.target.closest(TYPED_INTO) && !document.querySelector("dialog[open]");

  // --- Walking: j and k (and in a table the arrows) from one stop to the next ------------------------------------
  const stops = () => [...document.querySelectorAll("[data-stops] [data-stop], [data-stops] tbody tr")];
  const here = (all) => all.findIndex((stop) => stop.contains(document.activeElement));
  const goTo = (stop) => {
    if (!stop) return;
    const head = stop.matches("tr") ? stop.cells[0] : null;
    const target = head ? head.querySelector("a") ?? head.querySelector("input") : stop;
    target?.focus({ preventScroll: true });
    stop.scrollIntoView({ block: stop.matches("tr") ? "nearest" : "start" });
  };
  const walk = (by, wanted = () => true) => {
    const all = stops();
    let at = here(all);
    if (at < 0 && by < 0) return;
    do at += by; while (all[at] && !wanted(all[at]));
    goTo(all[at]);
  };
  const inTable = () => document.activeElement?.closest("[data-stops] tbody tr");
  const actions = {
    j: () => walk(1),
    k: () => walk(-1),
    m: () => walk(1, (stop) => stop.matches("[data-marked]")),
    x: () => inTable()?.querySelector("input[type=checkbox]")?.click(),
    "?": () => dialog?.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    if (!mayAct(event)) return;
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && inTable()) {
      event.preventDefault();
      walk(event.key === "ArrowDown" ? 1 : -1);
      return;
    }
    if (event.key.length !== 1 || !areOn()) return;
    const named = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    const act = actions[event.key];
    if (event.key === "c") {
      document.activeElement?.closest("[data-stop]")?.querySelector("[data-comment]")?.click();
    } else if (named) {
      event.preventDefault();
      if (named.matches("[data-key-focus]")) named.focus();
      else named.click();
    } else if (act) {
      event.preventDefault();
      act();
    }
  });

  // --- Chosen rows: the bar appears when there are any, and counts them -----------------------------------------
  const bar = document.querySelector("[data-chosen-bar]");
  if (bar) {
    const all = document.querySelector("[data-choose-all]");
    const boxes = [...document.querySelectorAll("[data-stops] tbody input[type=checkbox]")];
    const words = bar.querySelector("[data-chosen-words]");
    const count = () => {
      const chosen = boxes.filter((box) => box.checked).length;
      bar.hidden = chosen === 0;
      words.textContent = words.dataset[chosen === 1 ? "one" : "many"].replace("{n}", chosen);
      all.checked = chosen > 0 && chosen === boxes.length;
      all.indeterminate = chosen > 0 && chosen < boxes.length;
      for (const box of boxes) box.closest("tr").classList.toggle("is-chosen", box.checked);
    };
    all.closest("[hidden]").hidden = boxes.length === 0;
    all.addEventListener("change", () => {
      for (const box of boxes) box.checked = all.checked;
      count();
    });
    document.addEventListener("change", (event) => boxes.includes(event.target) && count());
    window.addEventListener("pageshow", count);
    count();
  }

  // --- Comments where the pen is: keys send or close one, never a decision, nor while an input method is composing --
  document.addEventListener("keydown", (event) => {
    const form = event.target.closest("form[data-comment-form] textarea")?.form;
    if (!form || event.isComposing || event.repeat) return;
    if (event.key === "Enter" && event.ctrlKey) form.requestSubmit();
    if (event.key === "Escape") form.querySelector("[data-cancel]").click();
  });
  document.addEventListener("htmx:confirm", (event) => {
    const { cancel } = event.target.dataset, text = event.target.closest("form")?.elements.text;
    if (cancel && text.value.trim() && !window.confirm(cancel)) event.preventDefault();
  });
})();
