// Small helps over pages that work without them. No state lives here: the server's answer is the truth.
(() => {
  "use strict";
  let underWay = null; // The form with which the page is left.

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

  // The token that goes with the session of now: another one than the page's since signing in again.
  window.portal = {
    token: () => document.cookie.split("; ").find((one) => one.startsWith("csrftoken="))?.slice("csrftoken=".length) ?? "",
  };

  // Whose page this is goes with everything that is sent from it: by now another account may be signed in in this browser,
  // and the server takes nothing in another's name (plan_portal/same_account.py).
  const writer = document.body.dataset.account;
  const put = (form, name, value) => {
    const field = form.elements.namedItem(name) ?? form.appendChild(document.createElement("input"));
    Object.assign(field, { type: "hidden", name, value });
  };
  const WRITTEN = ":is(textarea, input[type=text], input:not([type])):not([autocomplete=one-time-code])";
  // With it goes which fields one writes in: what they hold is shown again if it is not taken.
  const putWriter = (form) => {
    const written = [...form.elements].filter((field) => field.matches(WRITTEN));
    put(form, "account", writer);
    put(form, "written", [...new Set(written.map(({ name }) => name))].join(" "));
  };
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (writer && detail.verb !== "get") detail.parameters.account = writer;
  });

  // A form or button with data-confirm asks once, in the words the page gives; not where the field that data-needs names
  // is empty: then the server refuses, and there is nothing to be sure of.
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return; // A script sends it.
    const words = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
    const needed = event.target.elements.namedItem(event.submitter?.dataset.needs ?? "");
    const isRefused = needed && !needed.value.trim();
    if (words && !isRefused && !window.confirm(words)) {
      event.preventDefault();
      return;
    }
    underWay = event.target;
    if (writer && underWay.method === "post") putWriter(underWay);
    const token = underWay.elements.namedItem("csrfmiddlewaretoken");
    if (token) token.value = window.portal.token() || token.value;
  });

  // Filters send themselves; their button stays for those who have no script.
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-autosubmit]");
    if (form && event.target.matches("select, input[type=checkbox], input[type=radio], input[type=date]")) {
      form.requestSubmit();
    }
  });

  // A field of a form with data-guard that holds unsent words warns before they are lost; where the form saves itself,
  // only a field that stands apart from it. What came back with an error was not taken: the form that does not save itself
  // then holds all that was typed in it, an error of a field or of the whole alike.
  const touched = new Set();
  const isGuarded = ({ form }) => form?.matches("[data-guard]") && form !== underWay;
  const isSaved = (field) => field.form.dataset.autosave && !field.closest("[data-apart]");
  const differs = (field) => {
    if (field.options) return true;
    return ["checkbox", "radio"].includes(field.type) ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
  };
  const holdsWords = (field) => field.isConnected && isGuarded(field) && !isSaved(field);
  const cameBack = () => {
    const whole = [...document.querySelectorAll(".error-summary li")].find((line) => !line.querySelector("a"));
    const isOfWhole = (form) => whole && (form.contains(whole) || whole.compareDocumentPosition(form) & Node.DOCUMENT_POSITION_FOLLOWING);
    const isOfField = (form) => [...form.elements].some((field) => field.matches("[aria-invalid=true]"));
    const forms = [...document.querySelectorAll("form[data-guard]:not([data-autosave])")];
    return forms.some((form) => form !== underWay && (isOfField(form) || isOfWhole(form)));
  };
  document.addEventListener("input", (event) => touched.add(event.target));
  window.addEventListener("pageshow", () => { underWay = null; });
  window.addEventListener("beforeunload", (event) => {
    const refused = [...document.querySelectorAll("[aria-invalid=true]")].filter((field) => field.value);
    if (cameBack() || [...touched].filter(differs).concat(refused).some(holdsWords)) event.preventDefault();
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

  // A list that another field narrows offers the lines of what is chosen there alone.
  const narrow = (list) => {
    const by = list.form.elements.namedItem(list.dataset.narrowedBy).value;
    for (const line of list.querySelectorAll("option[data-of]")) line.hidden = line.disabled = line.dataset.of !== by;
    if (list.selectedOptions[0]?.disabled) list.value = "";
  };
  for (const list of document.querySelectorAll("[data-narrowed-by]")) {
    narrow(list);
    list.form.elements.namedItem(list.dataset.narrowedBy).addEventListener("change", () => narrow(list));
  }

  // Boxes ticked several at once: all, none, or those whose values the button names; how many are ticked is said.
  for (const line of document.querySelectorAll("[data-tick-several]")) {
    const boxes = [...line.closest("fieldset").querySelectorAll("input[type=checkbox]")], said = line.querySelector("[data-words]");
    const count = () => {
      const ticked = boxes.filter((box) => box.checked).length;
      said.textContent = said.dataset.words.replace("{n}", ticked).replace("{all}", boxes.length);
    };
    const ticks = (button) => {
      const values = button.dataset.tick.split(" ");
      return boxes.filter((box) => button.dataset.tick === "all" || values.includes(box.value));
    };
    for (const button of line.querySelectorAll("[data-tick]")) {
      button.hidden = Boolean(button.dataset.tick) && !ticks(button).length;
      button.addEventListener("click", () => {
        for (const box of button.dataset.tick ? ticks(button) : boxes) {
          box.checked = Boolean(button.dataset.tick);
          box.dispatchEvent(new Event("input", { bubbles: true }));
        }
        count();
      });
    }
    boxes[0]?.form.addEventListener("change", count);
    line.hidden = boxes.length < 2;
    count();
  }

  // A menu that is wider than the window begins where one is.
  const current = document.querySelector(".primary-nav [aria-current]");
  if (current) current.closest("ul").scrollLeft = current.parentElement.offsetLeft - 60;

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
