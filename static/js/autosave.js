// Saves the form of a report while it is written. Everything typed is kept in this browser until the server says that it
// has it: a cut line, an ended session or a closed window lose nothing.
//
// It listens to bubbling `input` and `change` events on named fields of form[data-autosave]: a script that sets a value
// and sends these is saved, too. One request is under way at a time; each field says what its author saw there (`base`).
(() => {
  "use strict";

  const form = document.querySelector("form[data-autosave]");
  if (!form || !window.htmx) return;
  const { autosave: address, account, report, section } = form.dataset;
  const PAUSE = 900, AT_ONCE = 30, DELAYS = [2, 4, 8, 15, 30], BEAT = 10_000, DEAD = 30_000;
  const PREFIX = "plan-portal:typed:";
  const SPACE = `${PREFIX}${report}:${account}:${section}:`;
  const KEY = SPACE + Math.random().toString(36).slice(2);

  const baseField = form.elements.namedItem("base");
  const bases = JSON.parse(baseField.value);
  const pending = new Map(); // name -> {value, base, sent}: typed, and not known to be stored. `sent` may have arrived.
  const held = new Map(); // name -> why its value is not sent again: "error" or "clash"
  let underWay = null, failures = 0, expired = false, refused = false, kept = true, timer = null, onward = null, leaving = false;

  const source = document.createElement("div"); // Outside the form, or htmx would send all of it.
  source.hidden = true;
  document.body.append(source);

  // --- Fields ------------------------------------------------------------------------------------------------------
  const read = (name) => form.elements.namedItem(name)?.value ?? "";
  const first = (name) => {
    const found = form.elements.namedItem(name);
    return found instanceof RadioNodeList ? [...found].find((one) => one.checked) ?? found[0] : found;
  };
  const write = (name, value) => {
    const found = form.elements.namedItem(name);
    if (found instanceof RadioNodeList) for (const one of found) one.checked = one.value === value;
    else found.value = value;
  };
  const tellPage = (name) => first(name)?.dispatchEvent(new Event("input", { bubbles: true }));
  const waiting = () => [...pending.keys()].filter((name) => !held.has(name));
  const clashAt = (name) => document.getElementById(`trouble-${name}`)?.querySelector("[data-clash]");

  const forgotten = () => Boolean(document.documentElement.dataset.forgotten); // Signed out: see portal.js.

  // --- What is kept in the browser ---------------------------------------------------------------------------------
  const keep = (free = false) => {
    if (forgotten()) return;
    try {
      if (pending.size) localStorage.setItem(KEY, JSON.stringify({ at: Date.now(), free, fields: Object.fromEntries(pending) }));
      else localStorage.removeItem(KEY);
      kept = true;
    } catch {
      kept = false;
    }
  };
  const keptKeys = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  const adopt = (key) => {
    const { at, free, fields } = JSON.parse(localStorage.getItem(key));
    if (!key.startsWith(SPACE) || key === KEY) return;
    if (!free && Date.now() - at < DEAD) return void setTimeout(adoptAll, DEAD); // Another window is at it, or broke down just now.
    for (const [name, typed] of Object.entries(fields)) {
      if (!(name in bases) || typed.value === read(name) || pending.has(name)) continue;
      pending.set(name, typed);
      write(name, typed.value);
    }
    localStorage.removeItem(key);
  };
  const adoptAll = () => {
    try {
      keptKeys().forEach(adopt);
    } catch {
      kept = false;
    }
    const found = waiting();
    keep();
    found.forEach(tellPage);
    if (found.length) schedule(AT_ONCE);
  };

  // --- What is said ------------------------------------------------------------------------------------------------
  const state = document.getElementById("save-state");
  const said = document.getElementById("save-said");
  const standing = () => {
    if (expired) return "expired";
    if (refused) return "refused";
    if (failures) return kept ? "retrying" : "retrying-unkept";
    if (underWay || waiting().length) return "saving";
    return held.size ? "held" : "saved";
  };
  const say = () => {
    const now = standing(), before = state.dataset.state;
    if (now === before) return;
    state.dataset.state = now;
    for (const line of state.children) line.hidden = line.dataset.when !== now;
    if (now === "saving" || (now === "saved" && before === "saving")) return; // Not read out at every pause.
    said.textContent = state.querySelector(`[data-when="${now}"]`).innerText;
  };

  // --- Sending -----------------------------------------------------------------------------------------------------
  const schedule = (after) => {
    clearTimeout(timer);
    timer = setTimeout(send, after);
  };
  const send = () => {
    if (underWay || refused) return;
    underWay = waiting();
    if (!underWay.length) {
      underWay = null;
      return goOn();
    }
    const values = { base: {} };
    for (const name of underWay) {
      const typed = pending.get(name);
      typed.sent ??= typed.value; // What may have arrived is sent again as it was: that is how to find out.
      values[name] = typed.sent;
      values.base[name] = typed.base;
    }
    values.base = JSON.stringify(values.base);
    delete outcome().dataset.outcome;
    keep();
    say();
    const headers = { "X-CSRFToken": window.portal.token() };
    window.htmx.ajax("POST", address, { source, target: source, swap: "none", values, headers }).catch(() => {});
  };
  const outcome = () => document.getElementById("save-outcome"); // Emptied with each request, filled by its answer.
  const settle = (status) => {
    const names = underWay, told = status === 200 && outcome().dataset.outcome;
    underWay = null;
    expired = status === 401 || status === 403;
    refused = status === 404 || status === 409;
    const failed = !told && !expired && !refused; // A 200 that tells nothing is not ours: a proxy's page, a sign-in.
    failures = failed ? failures + 1 : 0;
    if (told) take(names, JSON.parse(told));
    if (failed) schedule(1000 * DELAYS[Math.min(failures, DELAYS.length) - 1]);
    else if (waiting().length && !expired && !refused) schedule(AT_ONCE);
    keep();
    if (!told) onward = null;
    say();
    goOn();
  };
  const take = (names, { saved, clashes }) => {
    for (const name of names) {
      const typed = pending.get(name);
      const isLatest = typed.value === typed.sent;
      typed.sent = undefined;
      if (name in saved) {
        bases[name] = typed.base = saved[name];
        if (isLatest) pending.delete(name);
      } else if (clashes.includes(name)) held.set(name, "clash");
      else if (isLatest) held.set(name, "error");
      mark(name);
    }
    baseField.value = JSON.stringify(bases);
  };
  const mark = (name) => {
    const wrong = held.get(name) === "error", trouble = document.getElementById(`trouble-${name}`);
    for (const old of document.querySelectorAll(`[id="id_${name}_error"]`)) {
      if (!trouble?.contains(old)) old.remove(); // Said by the page when it was loaded.
    }
    const field = first(name);
    field?.classList.toggle("is-invalid", wrong && field.classList.contains("form-control"));
    field?.closest(".field")?.classList.toggle("field--wrong", wrong);
    if (wrong) field?.setAttribute("aria-invalid", "true");
    else field?.removeAttribute("aria-invalid");
    const described = (field?.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== `id_${name}_error`);
    if (wrong) described.push(`id_${name}_error`);
    if (described.length) field?.setAttribute("aria-describedby", described.join(" "));
    else field?.removeAttribute("aria-describedby");
  };
  source.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 409) event.detail.shouldSwap = true;
  });
  source.addEventListener("htmx:afterRequest", (event) => settle(event.detail.xhr.status));

  // --- Typing ------------------------------------------------------------------------------------------------------
  const typed = (event) => {
    const { name } = event.target;
    if (!(name in bases)) return;
    const value = read(name), before = pending.get(name);
    if (!before && value === initial[name]) return; // Nothing new: a field that was only left.
    if (before?.value !== value || !before) {
      initial[name] = value;
      pending.set(name, { value, base: bases[name], sent: before?.sent });
      if (held.get(name) === "error") held.delete(name);
      const mine = clashAt(name)?.querySelector("[data-mine]");
      if (mine) mine.textContent = value;
      keep();
    }
    if (!failures && waiting().length) schedule(event.type === "change" ? AT_ONCE : PAUSE);
    say();
  };
  const initial = Object.fromEntries(Object.keys(bases).map((name) => [name, read(name)]));
  form.addEventListener("input", typed);
  form.addEventListener("change", typed);

  // --- Two versions: one is chosen ---------------------------------------------------------------------------------
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=keep], button[name=take]");
    if (!button) return;
    event.preventDefault();
    const clash = button.closest("[data-clash]"), name = clash.dataset.clash;
    if (button.name === "take") write(name, clash.dataset.theirs);
    bases[name] = clash.dataset.seen;
    held.delete(name);
    pending.set(name, { value: read(name), base: clash.dataset.seen });
    baseField.value = JSON.stringify(bases);
    tellPage(name);
    first(name).focus();
    schedule(AT_ONCE);
  });

  // --- Leaving -----------------------------------------------------------------------------------------------------
  const goOn = () => {
    if (!onward || leaving || underWay || waiting().length) return; // Once: a pause that ends later leads here, too.
    leaving = true;
    form.requestSubmit(onward);
  };
  form.addEventListener("submit", (event) => {
    if (leaving) return;
    if (!underWay && !waiting().length) {
      leaving = true;
      return;
    }
    event.preventDefault(); // First what was typed, then the way on that was chosen.
    onward = event.submitter;
    send();
  });
  window.addEventListener("beforeunload", (event) => {
    if (pending.size && !leaving && !forgotten()) event.preventDefault();
  });
  window.addEventListener("pagehide", () => keep(true)); // Free for whoever opens the page next.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });

  // --- The line is back, the person is back ------------------------------------------------------------------------
  const again = () => {
    if ((failures || expired) && waiting().length) send();
  };
  window.addEventListener("online", again);
  window.addEventListener("focus", again);
  setInterval(() => pending.size && keep(), BEAT);

  const dialog = document.getElementById("sign-in-again");
  document.getElementById("sign-in-again-open").addEventListener("click", () => dialog.showModal());
  dialog.addEventListener("click", (event) => event.target.closest("[data-close]") && dialog.close());
  const signIn = dialog.querySelector("form");
  const wrong = dialog.querySelector("[role=alert]");
  const tellWrong = (words) => {
    wrong.textContent = words;
    signIn.elements.password.focus();
  };
  signIn.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    tellWrong("");
    const headers = { "X-Requested-With": "XMLHttpRequest", "X-CSRFToken": window.portal.token() };
    try {
      const answer = await fetch(signIn.action, { method: "POST", headers, body: new FormData(signIn) });
      const found = await answer.json();
      if (!answer.ok) return tellWrong(found.form?.errors?.join(" ") || wrong.dataset.words);
      if (new URL(found.location, window.location.href).pathname !== window.location.pathname) {
        leaving = true; // A second step is asked; it leads back here, and what was typed with it.
        return window.location.assign(found.location);
      }
      signIn.elements.password.value = "";
      dialog.close();
      expired = false;
      send();
    } catch {
      tellWrong(wrong.dataset.words);
    }
  });

  // --- Begin -------------------------------------------------------------------------------------------------------
  for (const name of form.dataset.unsaved.split(" ").filter((one) => one in bases)) {
    pending.set(name, { value: read(name), base: bases[name] });
    held.set(name, clashAt(name) ? "clash" : "error");
  }
  adoptAll();
  say();
})();
