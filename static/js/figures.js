// Figures as people here write them, 1.234,5, and what is checked of them while they are typed. The server judges when it
// saves: these are the rules of reports/rules/numbers.py, checks.py and figures.py, and tests hold both to the same figures.
// A figure is a BigInt of ten-thousandths, so that nothing is ever rounded by the way numbers are kept; none is null.
window.PortalFigures = (() => {
  "use strict";

  const SCALE = 10_000n, MOST_WHOLE_DIGITS = 14;
  const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
  const ENDS = new RegExp(`^[${SPACE}]+|[${SPACE}]+$`, "g");
  const MARKS = ". \\xa0\\u2009\\u202f";
  const WRITTEN = new RegExp(`^([0-9]+|[1-9][0-9]{0,2}(?:([${MARKS}])[0-9]{3})(?:\\2[0-9]{3})*)(?:,([0-9]+))?$`);
  const NEGATIVE = new RegExp(`^[-\\u2212\\u2013][${SPACE}]*[0-9]`);
  const DIGITS_AND_MARKS = new RegExp(`^[0-9,${MARKS}]+$`);

  // What is typed: {value} or {value: null, fault}; nothing typed is null without a fault, which is not zero.
  const read = (typed, places) => {
    const text = typed.replace(ENDS, "");
    if (!text) return { value: null, fault: "" };
    const found = WRITTEN.exec(text);
    if (!found) return { value: null, fault: faultOf(text) };
    const decimals = found[3] ?? "";
    if (decimals.length > places) return { value: null, fault: places ? "places" : "whole" };
    const whole = found[1].replace(/[^0-9]/g, "").replace(/^0+/, "");
    if (whole.length > MOST_WHOLE_DIGITS) return { value: null, fault: "too_long" };
    return { value: BigInt(whole || "0") * SCALE + BigInt(decimals.padEnd(4, "0")), fault: "" };
  };
  const faultOf = (text) => (NEGATIVE.test(text) ? "negative" : DIGITS_AND_MARKS.test(text) ? "marks" : "words");

  // In the notation that `read` reads; sentences on an English page speak the other one.
  const write = (value, lang = "vi") => {
    if (value === null) return "";
    const [group, point] = lang === "en" ? [",", "."] : [".", ","];
    const size = abs(value);
    const whole = String(size / SCALE).replace(/\B(?=([0-9]{3})+$)/g, group);
    const decimals = String(size % SCALE).padStart(4, "0").replace(/0+$/, "");
    return (value < 0n ? "-" : "") + whole + (decimals && point + decimals);
  };
  // A figure in the server's notation: 1234.5000.
  const exact = (plain) => {
    if (!plain) return null;
    const [whole, decimals = ""] = plain.split(".");
    return BigInt(whole) * SCALE + BigInt(decimals.slice(0, 4).padEnd(4, "0"));
  };

  const abs = (value) => (value < 0n ? -value : value);
  // a / b to one decimal, halves away from zero.
  const tenths = (a, b) => {
    const rounded = ((2n * abs(a) * 10n + abs(b)) / (2n * abs(b))) * (SCALE / 10n);
    return a < 0n !== b < 0n ? -rounded : rounded;
  };
  const ratio = (numerator, denominator) =>
    numerator === null || !denominator ? null : tenths(numerator * 100n, denominator);
  const changePercent = (value, base) => (value === null || !base ? null : tenths((value - base) * 100n, abs(base)));

  // What is found of a figure that can be read; `row` says what it is measured by. In the order of the server.
  const check = (row) => {
    const found = [];
    if (row.value === null) return found;
    if (row.whole !== null && row.value > row.whole) found.push("part");
    if (row.halfYear !== null && row.value < row.halfYear) found.push("below_half_year");
    if (row.value === 0n && row.neverZero) found.push("first_zero");
    else if (row.previous && abs(row.value - row.previous) * 2n > abs(row.previous)) found.push("unusual");
    return found;
  };
  const isWarning = (found) => found === "unusual" || found === "first_zero";

  const fill = (words, params) => words.replace(/%\((\w+)\)s|%%/g, (mark, name) => (name ? params[name] : "%"));
  const message = (found, row, words, lang) => {
    const change = changePercent(row.value, row.previous);
    const said = fill(words.checks[found], {
      value: write(row.value, lang),
      whole: write(row.whole, lang),
      whole_name: row.wholeName,
      half_year: write(row.halfYear, lang),
      previous: write(row.previous, lang),
      change: oneDecimal(change, lang),
      measure: words.measures[row.measure],
    });
    return isWarning(found) ? `${said} ${words.ask}` : said;
  };
  const oneDecimal = (value, lang) => {
    const said = write(value, lang);
    return value === null || value % SCALE ? said : said + (lang === "en" ? ".0" : ",0");
  };

  // How a figure moved: {icon, verdict, words}, or null where there is nothing to compare.
  const change = (value, base, better, words, lang, inPoints = false) => {
    if (value === null || base === null) return null;
    if (value === base) return { icon: "equal", verdict: "neutral", words: words.same };
    const way = value > base ? "up" : "down";
    const verdict = better === "neutral" ? "neutral" : way === better ? "good" : "bad";
    const phrase = words[`${base || inPoints ? "" : "zero "}${way} ${verdict}`];
    const size = inPoints
      ? fill(words.points, { number: write(abs(value - base), lang) })
      : `${write(base ? abs(changePercent(value, base)) : 0n, lang)}\u00a0%`;
    return { icon: `arrow-${way}`, verdict, words: fill(phrase, { percent: size }) };
  };

  // The cells of a pasted table: lines of cells between tabs; a cell in quotes may hold either.
  const cells = (text) => {
    const lines = [[""]];
    let quoted = false;
    for (let at = 0; at < text.length; at += 1) {
      const sign = text[at], line = lines.at(-1);
      if (quoted) {
        if (sign !== '"') line[line.length - 1] += sign;
        else if (text[at + 1] === '"') line[line.length - 1] += text[(at += 1)];
        else quoted = false;
      } else if (sign === '"' && line.at(-1) === "") quoted = true;
      else if (sign === "\t") line.push("");
      else if (sign === "\n" || sign === "\r") {
        if (sign === "\r" && text[at + 1] === "\n") at += 1;
        lines.push([""]);
      } else line[line.length - 1] += sign;
    }
    if (lines.length > 1 && lines.at(-1).length === 1 && lines.at(-1)[0] === "") lines.pop();
    return lines;
  };
  // Of several columns the first in which most cells are figures.
  const column = (lines) => {
    const width = Math.max(...lines.map((line) => line.length));
    let best = 0, most = -1;
    for (let at = 0; at < width; at += 1) {
      const readable = lines.filter((line) => read(line[at] ?? "", 4).value !== null).length;
      if (readable > most) [best, most] = [at, readable];
    }
    return lines.map((line) => line[best] ?? "");
  };

  return { read, write, exact, ratio, changePercent, check, isWarning, message, fill, change, cells, column };
})();
