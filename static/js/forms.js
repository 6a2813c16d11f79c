/* What does a form remember? That it was sent (its buttons turn grey), what was begun in it, and how long a note is. */
(() => {
  "use strict";

  /* ---- sent once: the server counts a second one once, this only shows it ---- */
  function buttonsOf(form) {
    return [...form.elements].filter((part) => part.type === "submit");
  }

  function rest(form) {
    for (const button of buttonsOf(form)) {
      if (button.disabled) continue;
      button.disabled = true;
      button.dataset.resting = "";
    }
    form.setAttribute("aria-busy", "true");
  }

  function wake(form) {
    form.removeAttribute("aria-busy");
    delete form.dataset.sent;
    for (const button of buttonsOf(form)) {
      if (!("resting" in button.dataset)) continue;
      button.disabled = false;
      delete button.dataset.resting;
    }
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if ("sent" in form.dataset) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.dataset.sent = "";
    if ("forgets" in form.dataset) sessionStorage.clear();
    if (form.dataset.draft) sessionStorage.setItem(`sent:${form.dataset.draft}`, "1");
    setTimeout(() => rest(form)); /* after the browser has read which button it was */
    if ("stays" in form.dataset) setTimeout(() => wake(form), 2000);
  }, true);

  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest("form");
    if (form) wake(form);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(wake);
  });

  /* ---- drafts: in this tab only, gone when sent or logged out ---- */
  const keptFields = (form) => [...form.elements].filter((part) => part.name && part.type !== "hidden" && part.type !== "password" && part.type !== "file");

  function written(form) {
    const values = {};
    for (const part of keptFields(form)) {
      if (part.type === "checkbox" || part.type === "radio") {
        if (part.checked) (values[part.name] ??= []).push(part.value);
      } else values[part.name] = [part.value];
    }
    return values;
  }

  function refill(form, values) {
    for (const part of keptFields(form)) {
      if (part.type === "checkbox" || part.type === "radio") part.checked = (values[part.name] || []).includes(part.value);
      else if (values[part.name]) part.value = values[part.name][0];
      part.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  function offer(form, key, draft) {
    const template = document.getElementById("draft-offer");
    if (!template) return;
    const says = template.content.firstElementChild.cloneNode(true);
    says.querySelector("span").firstChild.data = says.querySelector("span").firstChild.data.replace("TIME", draft.at);
    says.addEventListener("click", (event) => {
      if (event.target.closest("[data-draft-go]")) refill(form, draft.values);
      else if (event.target.closest("[data-draft-drop]")) sessionStorage.removeItem(key);
      else return;
      says.remove();
      form.querySelector("textarea, select, input:not([type=hidden])")?.focus();
    });
    form.prepend(says);
  }

  function keep(form) {
    const key = `draft:${form.dataset.draft}`;
    const refused = form.querySelector(".is-invalid");
    if (sessionStorage.getItem(`sent:${form.dataset.draft}`)) {
      sessionStorage.removeItem(`sent:${form.dataset.draft}`);
      if (!refused) sessionStorage.removeItem(key);
    }
    const draft = JSON.parse(sessionStorage.getItem(key) || "null");
    if (draft && !refused) offer(form, key, draft);
    form.addEventListener("input", (event) => {
      if (!event.isTrusted) return;
      const now = new Date();
      const at = `${now.getHours()}:${String(now.getMinutes()).padStart(2, "0")}`;
      sessionStorage.setItem(key, JSON.stringify({ at, values: written(form) }));
    });
  }

  /* ---- the length of a note ---- */
  function count(area) {
    const says = document.querySelector(`[data-counts="${CSS.escape(area.id)}"]`);
    if (!says) return;
    const most = Number(area.dataset.count);
    says.textContent = `${area.value.length.toLocaleString("en-US")} / ${most.toLocaleString("en-US")}`;
    says.classList.toggle("over", area.value.length > most);
  }

  document.addEventListener("input", (event) => {
    if (event.target.matches("textarea[data-count]")) count(event.target);
  });

  function begin(within) {
    within.querySelectorAll("form[data-draft]").forEach(keep);
    within.querySelectorAll("textarea[data-count]").forEach(count);
  }
  begin(document);
  /* what was refused is where one goes on */
  document.querySelector("form[data-primary] :is(.is-invalid:is(input, select, textarea), fieldset[aria-describedby] input)")?.focus();
  document.addEventListener("htmx:load", (event) => {
    if (event.target !== document.body) begin(event.target);
  });
})();
