// Small helps over pages that work without them. No state lives here: the server's answer is the truth.
(() => {
  "use strict";

  // What was typed and is not saved yet is kept in this browser (autosave.js). Others use this computer too: signing out
  // takes one's own away, and nothing is kept for more than a week.
  const TYPED = "plan-portal:typed:", KEPT_DAYS = 7;
  const typed = (account) => Object.keys(localStorage).filter(
    (key) => key.startsWith(TYPED) && (!account || key.split(":")[3] === account),
  );
  const forget = (account) => {
    document.documentElement.dataset.forgotten = "yes";
    typed(account).forEach((key) => localStorage.removeItem(key));
  };
  const isOld = (key) => Date.now() - (JSON.parse(localStorage.getItem(key)).at ?? 0) > KEPT_DAYS * 86_400_000;
  try {
    typed().filter(isOld).forEach((key) => localStorage.removeItem(key));
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
  document.addEventListener("submit", (event) => {
    if (!event.target.action.endsWith("/accounts/logout/")) return;
    const { account, unsavedWords } = document.body.dataset;
    if (account && typed(account).length && !window.confirm(unsavedWords)) event.preventDefault();
    else if (account) forget(account);
  });

  // A form or button with data-confirm asks once, in the words the page gives.
  document.addEventListener("submit", (event) => {
    const words = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
    if (words && !window.confirm(words)) {
      event.preventDefault();
      return;
    }
    event.target.dataset.sent = "yes";
  });

  // Filters send themselves; their button stays for those who have no script.
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-autosubmit]");
    if (form && event.target.matches("select, input[type=checkbox], input[type=radio], input[type=date]")) {
      form.requestSubmit();
    }
  });

  // A form with data-guard warns before what was typed is lost; one that saves itself, only of what stands apart from it.
  const guarded = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!form?.matches("[data-guard]")) return;
    if (!form.dataset.autosave || event.target.closest("[data-apart]")) guarded.add(form);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    // What asked may have left the page with the answer: then it only names its form.
    const { requestConfig: { elt }, successful } = event.detail;
    const form = elt.form ?? document.getElementById(elt.getAttribute("form")) ?? event.target.closest?.("form[data-guard]");
    if (form && successful) guarded.delete(form);
  });
  window.addEventListener("beforeunload", (event) => {
    if ([...guarded].some((form) => form.isConnected && !form.dataset.sent)) event.preventDefault();
  });

  // Shadows at the edges of a table that is wider than its box; the box takes the keyboard only when it scrolls.
  const shade = (box) => {
    const inner = box.querySelector(".table-box__scroll");
    const rest = inner.scrollWidth - inner.clientWidth - inner.scrollLeft;
    box.classList.toggle("has-more-left", inner.scrollLeft > 1);
    box.classList.toggle("has-more-right", rest > 1);
  };
  const watchTables = (root) => {
    for (const box of root.querySelectorAll(".table-box")) {
      const inner = box.querySelector(".table-box__scroll");
      inner.addEventListener("scroll", () => shade(box), { passive: true });
      new ResizeObserver(() => shade(box)).observe(inner);
    }
  };
  watchTables(document);
  document.addEventListener("htmx:load", (event) => watchTables(event.target));

  // Menus close at Escape and at a click elsewhere.
  const closeMenus = (except) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (menu !== except) menu.open = false;
    }
  };
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details.menu[open]");
    menu?.querySelector("summary").focus();
    closeMenus(null);
  });

  // Buttons that print; hidden where there is no script.
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  // After a failed form the list of errors is read out first.
  document.querySelector(".error-summary")?.focus();
})();
