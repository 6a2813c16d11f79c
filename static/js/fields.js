/* Which field comes here? `{{` in a text, or the button beside it, opens the letter's fields; Enter puts one in. */
(() => {
  "use strict";

  const text = document.querySelector("textarea[data-fields]");
  const list = text && document.getElementById(text.dataset.fields);
  if (!list) return;

  function open() {
    list.hidden = false;
    if (list.selectedIndex < 0) list.selectedIndex = 0;
    list.focus();
  }

  function close() {
    list.hidden = true;
    text.focus();
  }

  function put() {
    const at = text.selectionStart;
    const typed = text.value.slice(0, at).match(/\{\{ ?$/);
    const from = typed ? at - typed[0].length : at;
    list.hidden = true;
    text.focus();
    text.setSelectionRange(from, text.selectionEnd);
    /* insertText keeps the way back (Ctrl Z) and tells the page that something was typed */
    if (!document.execCommand("insertText", false, list.value)) {
      text.setRangeText(list.value, from, text.selectionEnd, "end");
      text.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  text.addEventListener("input", (event) => {
    if (event.data === "{" && text.value.slice(0, text.selectionStart).endsWith("{{")) open();
  });
  list.addEventListener("keydown", (event) => {
    if (event.key === "Enter") put();
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  list.addEventListener("dblclick", put);
  list.addEventListener("blur", () => { list.hidden = true; });
  document.querySelector("[data-opens-fields]")?.addEventListener("click", () => (list.hidden ? open() : close()));
})();
