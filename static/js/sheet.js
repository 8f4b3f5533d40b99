// The figures of a report like a sheet: keys move between cells, a column pasted from Excel fills down, ratios, changes and
// checks answer at once. Without it the page is a plain form; what the server says when it saves stands.
(() => {
  "use strict";

  const kit = document.getElementById("sheet-kit");
  const F = window.PortalFigures;
  if (!kit || !F) return;
  const form = kit.closest("form");
  const words = JSON.parse(kit.dataset.words);
  const lang = document.documentElement.lang.startsWith("en") ? "en" : "vi";
  const FIGURE = "input.sheet__input", NOTE = ".sheet__explain:not([hidden]) textarea", PAUSE = 600;
  const NOTHING = "–";

  // --- Rows --------------------------------------------------------------------------------------------------------
  const rows = () => [...form.querySelectorAll(".sheet-row")];
  const rowOf = (code) => document.getElementById(`indicator-${code}`);
  const inputOf = (row) => row?.querySelector(FIGURE) ?? null;
  const noteOf = (row) => row.querySelector(".sheet__explain textarea");
  const readIn = (row) => {
    const input = inputOf(row);
    return input ? F.read(input.value, Number(row.dataset.places)) : { value: null, fault: "" };
  };
  const valueAt = (code) => {
    const row = code ? rowOf(code) : null;
    return row ? readIn(row).value : null;
  };
  const valueOf = (row) => {
    const { numerator, denominator } = row.dataset;
    return numerator ? F.ratio(valueAt(numerator), valueAt(denominator)) : readIn(row).value;
  };
  const factsOf = (row, value) => ({
    value,
    whole: valueAt(row.dataset.partOf),
    wholeName: rowOf(row.dataset.partOf)?.querySelector("label")?.textContent ?? "",
    halfYear: F.exact(row.dataset.halfYear),
    previous: F.exact(row.dataset.previous),
    measure: row.dataset.measure,
    neverZero: Boolean(row.dataset.neverZero),
  });

  // --- What is said ------------------------------------------------------------------------------------------------
  const icon = (name) => kit.querySelector(`template[data-icon="${name}"]`).content.cloneNode(true);
  const made = (tag, className, ...inside) => {
    const element = document.createElement(tag);
    element.className = className;
    element.append(...inside);
    return element;
  };
  const sentence = (isError, said) => {
    const word = made("strong", "", isError ? words.error : words.warning);
    return [icon(isError ? "octagon-alert" : "triangle-alert"), made("span", "", word, ` ${said}`)];
  };
  const put = (box, selector, fresh) => {
    const old = [...box.querySelectorAll(`:scope > ${selector}`)];
    const same = old.length === fresh.length && old.every((one, at) => one.textContent.trim() === fresh[at].textContent);
    if (same) return; // Not read out again.
    old.forEach((one) => one.remove());
    box.prepend(...fresh);
  };

  const sayChange = (row) => {
    const { previous, better, numerator } = row.dataset;
    const moved = F.change(valueOf(row), F.exact(previous), better, words.changes, lang, Boolean(numerator));
    const said = moved ? [made("span", `change change--${moved.verdict}`, icon(moved.icon), moved.words)] : [];
    row.querySelector(".sheet__change").replaceChildren(...said);
    sayReached(row);
  };
  const sayReached = (row) => {
    const share = F.ratio(valueOf(row), F.exact(row.dataset.target)), place = row.querySelector(".sheet__reached");
    if (!place) return;
    place.textContent = share === null ? "" : F.fill(words.reached, { share: `${F.write(share, lang)}\u00a0%` });
  };
  const sayRatio = (row) => {
    row.querySelector("output").textContent = F.write(valueOf(row)) || NOTHING;
    sayChange(row);
  };
  const sayFilled = (table) => {
    const cells = [...table.querySelectorAll(FIGURE)];
    const filled = cells.filter((cell) => cell.value.trim()).length;
    table.querySelector(".sheet__filled").textContent = F.fill(words.filledIn, { filled, asked: cells.length });
  };
  const sayFault = (row, fault) => {
    const input = inputOf(row), box = document.getElementById(`trouble-${input.name}`), id = `${input.id}_error`;
    const said = fault && F.fill(words.faults[fault], { places: row.dataset.places });
    const fresh = said ? [made("div", "invalid-feedback", made("p", "", ...sentence(true, said)))] : [];
    if (said) fresh[0].id = id;
    put(box, ".invalid-feedback", fresh);
    input.classList.toggle("is-invalid", Boolean(said));
    input.setAttribute("aria-describedby", `${said ? `${id} ` : ""}notes-${row.id}`);
    return Boolean(said);
  };
  const judge = (row) => {
    const input = inputOf(row);
    if (!input) return;
    const { value, fault } = readIn(row), note = noteOf(row);
    const isUnread = sayFault(row, fault);
    const facts = factsOf(row, value);
    const found = F.check(facts).filter((one) => !(F.isWarning(one) && note.value.trim()));
    put(
      document.getElementById(`notes-${row.id}`),
      ".finding",
      found.map((one) => {
        const isError = !F.isWarning(one), said = F.message(one, facts, words, lang);
        return made("p", `finding finding--${isError ? "bad" : "care"}`, ...sentence(isError, said));
      }),
    );
    if (isUnread || found.some((one) => !F.isWarning(one))) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    note.closest(".sheet__explain").hidden = !found.some(F.isWarning) && !note.value && document.activeElement !== note;
  };
  const isJudged = (row) => row.querySelector(".finding, .invalid-feedback") !== null;
  const judgeWith = (row) => {
    judge(row);
    rows().filter((part) => part.dataset.partOf === row.dataset.code).forEach(judge);
  };
  const answer = (row) => {
    sayChange(row);
    sayFilled(row.closest("table"));
    const { code } = row.dataset;
    rows().filter(({ dataset: made }) => made.numerator === code || made.denominator === code).forEach(sayRatio);
  };
  const everything = () => {
    rows().forEach((row) => (inputOf(row) ? judge(row) : sayRatio(row)));
  };

  // --- Typing: sums at once, checks when the cell is left or the hand rests ----------------------------------------------
  let resting = null;
  form.addEventListener("input", (event) => {
    const row = event.target.closest(".sheet-row");
    if (!row) return;
    clearTimeout(resting);
    if (!event.target.matches(FIGURE)) return void (row.querySelector(".sheet__explain").hidden = false);
    answer(row);
    if (readIn(row).fault) return;
    if (isJudged(row)) judgeWith(row);
    else resting = setTimeout(judgeWith, PAUSE, row);
  });
  // Nothing moves under a pressed mouse: the button that it is on would no longer be there when it is released.
  let pressed = false;
  const later = [];
  document.addEventListener("pointerdown", () => (pressed = true), true);
  for (const type of ["pointerup", "pointercancel"]) {
    document.addEventListener(
      type,
      () => {
        pressed = false;
        setTimeout(() => later.splice(0).forEach(judgeWith));
      },
      true,
    );
  }
  // First of all that listen, so that what is saved is what is then shown.
  document.addEventListener(
    "change",
    (event) => {
      const row = form.contains(event.target) && event.target.closest(".sheet-row");
      if (!row) return;
      if (event.target.matches(FIGURE)) {
        const { value } = readIn(row);
        if (value !== null) event.target.value = F.write(value);
        answer(row);
      }
      if (pressed) later.push(row);
      else judgeWith(row);
    },
    true,
  );
  // What the server answers to a save was true when it was sent; meanwhile one may have typed on.
  let swapped = null;
  for (const type of ["htmx:oobAfterSwap", "htmx:afterSettle"]) {
    document.addEventListener(type, () => {
      clearTimeout(swapped); // One answer puts in several pieces.
      swapped = setTimeout(everything);
    });
  }

  // --- Keys --------------------------------------------------------------------------------------------------------
  const beside = (cell, selector, step) => {
    const all = [...form.querySelectorAll(selector)];
    return all[all.indexOf(cell) + step] ?? null;
  };
  const ANY = `${FIGURE}, ${NOTE}`;
  const atEnd = (cell) => cell.selectionStart === cell.value.length && cell.selectionEnd === cell.value.length;
  const atStart = (cell) => cell.selectionStart === 0 && cell.selectionEnd === 0;
  const down = (cell) => {
    const figure = cell.matches(FIGURE) ? cell : inputOf(cell.closest(".sheet-row"));
    return beside(figure, FIGURE, 1);
  };
  const up = (cell) => (cell.matches(FIGURE) ? beside(cell, FIGURE, -1) : inputOf(cell.closest(".sheet-row")));
  const onward = () => form.querySelector("button[name=go][value=next]");
  const FIGURE_KEYS = {
    ArrowDown: (cell) => down(cell) ?? cell,
    ArrowUp: (cell) => up(cell) ?? cell,
    Enter: (cell, event) => (event.shiftKey ? up(cell) ?? cell : down(cell) ?? onward() ?? cell),
    ArrowRight: (cell) => atEnd(cell) && beside(cell, ANY, 1),
    ArrowLeft: (cell) => atStart(cell) && beside(cell, ANY, -1),
  };
  const NOTE_KEYS = {
    ArrowDown: (cell) => atEnd(cell) && down(cell),
    ArrowUp: (cell) => atStart(cell) && up(cell),
    ArrowRight: FIGURE_KEYS.ArrowRight,
    ArrowLeft: FIGURE_KEYS.ArrowLeft,
  };
  form.addEventListener("keydown", (event) => {
    const cell = event.target;
    if (event.key === "Tab" && cell.matches(FIGURE)) judgeWith(cell.closest(".sheet-row")); // May open the explanation, the next stop.
    const keys = cell.matches(FIGURE) ? FIGURE_KEYS : cell.matches(".sheet__explain textarea") ? NOTE_KEYS : {};
    const withShift = event.shiftKey && event.key !== "Enter";
    if (!(event.key in keys) || event.isComposing || withShift || event.ctrlKey || event.altKey || event.metaKey) return;
    const to = keys[event.key](cell, event);
    if (!to) return;
    event.preventDefault();
    to.focus();
    if (to.matches(FIGURE)) to.select();
  });

  // --- Pasting -----------------------------------------------------------------------------------------------------
  const said = document.getElementById("sheet-said"), undo = document.getElementById("sheet-undo");
  const heard = document.getElementById("sheet-heard");
  let before = [];
  const tell = (text) => {
    said.textContent = text;
    undo.hidden = !before.length;
    heard.hidden = !text;
  };
  const forget = () => {
    before = [];
    tell("");
  };
  const counted = ([one, several], n) => (n ? F.fill(n === 1 ? one : several, { n }) : "");
  const set = (input, text) => {
    input.value = text;
    for (const type of ["input", "change"]) input.dispatchEvent(new Event(type, { bubbles: true }));
  };
  // A cell copied along with the computed row it stands in: empty, a percentage, or the ratio itself.
  const isOfComputed = (text, row) => {
    const ratio = valueOf(row), { value } = F.read(text.replace("%", ""), 4);
    if (!text.trim() || text.includes("%")) return true;
    return ratio !== null && value !== null && (value - ratio) * 2n < 10_000n && (ratio - value) * 2n < 10_000n;
  };
  const fillDown = (from, texts) => {
    const done = { pasted: 0, computed: 0, unread: 0, blank: 0, left: 0 }, all = rows();
    before = [];
    for (const row of all.slice(all.indexOf(from))) {
      if (!texts.length) break;
      const input = inputOf(row);
      if (!input) {
        done.computed += 1;
        if (isOfComputed(texts[0], row)) texts.shift();
        continue;
      }
      const text = texts.shift().trim();
      if (!text) done.blank += 1; // Nothing is no figure: what stands there stays.
      else {
        before.push([input, input.value]);
        set(input, text);
        done[readIn(row).fault ? "unread" : "pasted"] += 1;
      }
    }
    return { ...done, left: texts.filter((text) => text.trim()).length };
  };
  form.addEventListener("paste", (event) => {
    if (!event.target.matches(FIGURE)) return;
    const lines = F.cells(event.clipboardData.getData("text/plain"));
    if (lines.length === 1 && lines[0].length === 1) return; // One value is pasted as everywhere.
    event.preventDefault();
    const done = fillDown(event.target.closest(".sheet-row"), F.column(lines));
    const told = [words.pasted[1].replace("%(n)s", done.pasted)];
    if (done.pasted === 1) told[0] = counted(words.pasted, 1);
    for (const name of ["unread", "computed", "blank", "left"]) told.push(counted(words[name], done[name]));
    if (lines.some((line) => line.length > 1)) told.push(words.columns);
    tell(told.filter(Boolean).join(" "));
  });
  // Whoever types on has heard it.
  form.addEventListener("input", (event) => event.isTrusted && event.target.matches(FIGURE) && forget());
  heard.addEventListener("click", forget);
  undo.addEventListener("click", () => {
    const first = before[0]?.[0];
    for (const [input, text] of before.splice(0)) set(input, text);
    tell(words.undone);
    first?.focus();
  });

  everything();
})();
