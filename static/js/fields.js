/* Which field comes here? `{{` in a text lists the letter's fields below it, and whoever goes on typing gets what they
   type: the list follows along and never takes the keys. Enter puts the field in; the button beside the text opens the
   list for choosing in it. */
(() => {
  "use strict";

  const text = document.querySelector("textarea[data-fields]");
  const list = text && document.getElementById(text.dataset.fields);
  if (!list) return;

  const BEGUN = /\{\{ ?([a-z_]*)$/;
  const GOES_ON = /^[a-z_]|^[^{}\n]*\}\}/; /* the expression is there already: one that is being mended is not begun */

  function begun() {
    const at = text.selectionStart;
    if (at !== text.selectionEnd || GOES_ON.test(text.value.slice(at))) return null;
    return text.value.slice(0, at).match(BEGUN);
  }

  function show(name) {
    for (const option of list.options) option.hidden = !option.text.startsWith(name);
    list.selectedIndex = [...list.options].findIndex((option) => !option.hidden);
    list.hidden = list.selectedIndex < 0;
    if (!list.hidden) stand();
  }

  /* Below the line one types in, or above it in the lower half of the field: never on the words. */
  function stand() {
    const { lineHeight, paddingBottom } = getComputedStyle(text);
    const mirror = text.cloneNode();
    mirror.removeAttribute("id");
    mirror.rows = 1;
    mirror.style.cssText = "position: absolute; visibility: hidden; min-height: 0";
    mirror.value = text.value.slice(0, text.selectionStart);
    text.after(mirror);
    const ends = mirror.scrollHeight - parseFloat(paddingBottom) - text.scrollTop;
    mirror.remove();
    const isHigh = ends < text.offsetHeight / 2;
    list.style.top = isHigh ? `${ends + 4}px` : "auto";
    list.style.bottom = isHigh ? "auto" : `${text.offsetHeight - ends + parseFloat(lineHeight) + 4}px`;
  }

  function follow(mayOpen) {
    const typed = begun();
    if (!typed) list.hidden = true;
    else if (mayOpen || !list.hidden) show(typed[1]);
  }

  function choose() {
    show(begun()?.[1] || "");
    if (list.hidden) show("");
    list.focus();
  }

  function close() {
    list.hidden = true;
    text.focus();
  }

  function put() {
    const typed = begun();
    const from = typed ? text.selectionStart - typed[0].length : text.selectionStart;
    list.hidden = true;
    text.focus();
    text.setSelectionRange(from, text.selectionEnd);
    /* insertText keeps the way back (Ctrl Z) and tells the page that something was typed */
    if (!document.execCommand("insertText", false, list.value)) {
      text.setRangeText(list.value, from, text.selectionEnd, "end");
      text.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  function press(event) {
    if (list.hidden || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.key === "Enter") put();
    else if (event.key === "Escape") close();
    else if (event.key === "ArrowDown" && event.target === text) list.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  text.addEventListener("input", (event) => follow(event.data === "{"));
  text.addEventListener("click", () => follow(false));
  text.addEventListener("keyup", (event) => /^(Arrow|Home|End|Page)/.test(event.key) && follow(false));
  text.addEventListener("keydown", press);
  list.addEventListener("keydown", press);
  list.addEventListener("dblclick", put);
  for (const part of [text, list]) {
    part.addEventListener("blur", (event) => { if (![text, list].includes(event.relatedTarget)) list.hidden = true; });
  }
  const opens = document.querySelector("[data-opens-fields]");
  opens?.addEventListener("mousedown", (event) => event.preventDefault()); /* the text keeps its caret and its list */
  opens?.addEventListener("click", () => (document.activeElement === list ? close() : choose()));
})();
