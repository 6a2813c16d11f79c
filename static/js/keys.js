/* What does a key do? It presses a button that is on the page: data-key, data-go, data-rows, data-digits (docs/look.md).
   Nothing fires inside a field but Ctrl Enter and Esc; <body data-keys="off"> leaves only Enter, Esc and Ctrl Enter. */
(() => {
  "use strict";

  const TYPED = "input:not([type=checkbox],[type=radio],[type=button],[type=submit],[type=reset],[type=file]), textarea, select, [contenteditable]";
  const PRESSED = "a[href], button, summary, input, select, textarea";
  const WAIT_AFTER_G = 1500;
  let going = 0;

  const seen = (part) => part.checkVisibility ? part.checkVisibility() : part.offsetParent !== null;
  const first = (selector, within = document) => [...within.querySelectorAll(selector)].find(seen);
  const named = (attribute, key) => first(`[${attribute}="${CSS.escape(key)}"]`);

  function press(part) {
    if (!part || part.disabled || part.getAttribute("aria-disabled") === "true") return false;
    if (part.matches(TYPED)) {
      part.focus();
      if (part.select) part.select();
    } else {
      if (part.matches("summary, button, [data-focus]")) part.focus();
      part.click();
    }
    return true;
  }

  /* ---- rows: j k x Enter ---- */
  const rowsOf = (table) => [...table.querySelectorAll("tbody tr:not(.rank, .total)")].filter(seen);

  function move(step) {
    const table = first("table[data-rows]");
    if (!table) return false;
    const rows = rowsOf(table);
    const at = rows.findIndex((row) => row.classList.contains("here"));
    const to = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + step, 0), rows.length - 1)];
    if (!to) return false;
    for (const row of table.querySelectorAll(".here")) {
      row.classList.remove("here");
      row.removeAttribute("aria-current");
    }
    to.classList.add("here");
    to.setAttribute("aria-current", "true");
    to.scrollIntoView({ block: "nearest" });
    return true;
  }

  const here = () => first("table[data-rows] tr.here");

  function open() {
    const row = here();
    return Boolean(row) && press(row.querySelector("[data-open]") || row.querySelector("th a[href], td a[href]"));
  }

  /* a key of the row at hand, data-row-key; where none is at hand yet, it first chooses one */
  function actOnRow(key) {
    const button = `[data-row-key="${CSS.escape(key)}"]`;
    const row = here();
    if (row) return press(first(button, row));
    return Boolean(first(`table[data-rows] ${button}`)) && move(1);
  }

  function mark() {
    const row = here();
    return Boolean(row) && press(row.querySelector("input[type=checkbox]"));
  }

  /* ---- digits: a choice of the form, else a tab ---- */
  function digit(key) {
    const focused = document.activeElement && document.activeElement.closest("form");
    const choices = (focused && first(".choices[data-digits]", focused)) || first(".choices[data-digits]");
    const radio = choices && choices.querySelectorAll("input")[Number(key) - 1];
    if (!radio) return press(named("data-key", key));
    radio.focus();
    radio.click();
    return true;
  }

  /* A list that is focused is no text: digits go on picking, arrows and letters choose in it. */
  const picks = (field, key) => field && field.matches("select") && /^[1-9]$/.test(key) && document.body.dataset.keys !== "off"
    && Boolean(field.form && field.form.querySelector(".choices[data-digits]"));

  /* ---- help ---- */
  const help = () => document.getElementById("help");

  function openHelp() {
    const dialog = help();
    if (!dialog || !dialog.showModal) return false;
    if (!dialog.open) dialog.showModal();
    return true;
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-help]");
    if (link && openHelp()) event.preventDefault();
    if (event.target === help()) help().close();
    for (const fold of document.querySelectorAll("details.fold[open], details.who[open], details.more[open], details.menu[open]")) {
      if (!fold.contains(event.target)) fold.open = false;
    }
  });

  /* ---- Esc and Ctrl Enter work in fields too ---- */
  function escape(field) {
    const fold = document.querySelector("details.fold[open], details.who[open], details.more[open], details.menu[open]");
    if (fold) {
      fold.open = false;
      fold.querySelector("summary").focus();
      return true;
    }
    if (field) {
      field.blur();
      return true;
    }
    return press(named("data-key", "Escape"));
  }

  function send(field) {
    const form = (field && field.closest("form")) || (document.activeElement && document.activeElement.closest("form[method=post]"));
    const chosen = form && form.method === "post" ? form : first("form[data-primary]");
    if (!chosen) return press(named("data-key", "Control+Enter"));
    const buttons = [...chosen.elements].filter((part) => part.type === "submit" && !part.disabled);
    const says = (part) => [...part.querySelectorAll("kbd")].some((key) => key.textContent === "Ctrl Enter");
    const button = buttons.find(says) || buttons.find((part) => !part.name); // of several the one that shows the key
    chosen.requestSubmit(button);
    return true;
  }

  function stopGoing() {
    clearTimeout(going);
    going = 0;
    document.body.classList.remove("is-going");
  }

  function startGoing() {
    document.body.classList.add("is-going");
    going = setTimeout(stopGoing, WAIT_AFTER_G);
    return true;
  }

  function single(key) {
    if (going) {
      stopGoing();
      return press(named("data-go", key) || document.querySelector(`[data-go="${CSS.escape(key)}"]`)); // under More
    }
    switch (key) {
      case "g": return startGoing();
      case "?": return openHelp();
      case "j": return move(1);
      case "k": return move(-1);
      case "x": return mark() || press(named("data-key", "x"));
      default: return /^[1-9]$/.test(key) ? digit(key) : actOnRow(key) || press(named("data-key", key));
    }
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    const field = event.target.closest && event.target.closest(TYPED);
    const dialog = document.querySelector("dialog[open]");
    let done = false;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) done = !dialog && send(field);
    else if (event.ctrlKey || event.metaKey) return;
    else if (event.key === "Escape") done = !dialog && escape(field);
    else if (!dialog && picks(field, event.key)) done = digit(event.key);
    else if (field || dialog) return;
    else if (event.key === "Enter") done = !event.target.closest(PRESSED) && (open() || press(named("data-key", "Enter")));
    else if (document.body.dataset.keys !== "off" && event.key.length === 1 && !event.repeat) done = single(event.key);
    else if (document.body.dataset.keys !== "off" && /^Arrow(Left|Right)$/.test(event.key)) done = !event.target.matches("[type=radio]") && press(named("data-key", event.key));
    else if (document.body.dataset.keys !== "off" && (event.key === "j" || event.key === "k")) done = single(event.key);
    if (done) event.preventDefault();
  });
})();
