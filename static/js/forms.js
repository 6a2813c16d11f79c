/* What does a form remember? That it was sent (its buttons turn grey), what was begun in it, what a choice fills in, and
   how long a note is. */
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

  /* What is asked anew while one types, or left behind with the page, was meant to end: htmx need not call it an error. */
  document.addEventListener("htmx:beforeSend", ({ detail }) => {
    const ends = detail.xhr.onabort;
    detail.xhr.onabort = () => {
      detail.error = null;
      ends();
    };
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest("form");
    if (form) wake(form);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(wake);
  });

  /* ---- drafts: in this tab at once, on the server soon after; gone when sent, thrown away or logged out ---- */
  const WAIT_BEFORE_KEEPING = 700;
  const waiting = new Map(); /* form: timer of what the server has not heard yet */
  const keptFields = (form) => [...form.elements].filter((part) => part.name && part.type !== "hidden" && part.type !== "password" && part.type !== "file");
  const draftsAt = () => document.getElementById("draft-offer")?.dataset.url;

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
      part.dataset.touched = "";
      part.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  function tell(name, more) {
    if (!draftsAt()) return;
    const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value || "";
    const said = new URLSearchParams({ name, csrfmiddlewaretoken: token });
    for (const [field, values] of Object.entries(more)) values.forEach((value) => said.append(field, value));
    fetch(draftsAt(), { method: "POST", body: said, keepalive: true }).catch(() => {});
  }

  function keepSoon(form) {
    clearTimeout(waiting.get(form));
    waiting.set(form, setTimeout(() => keepNow(form), WAIT_BEFORE_KEEPING));
  }

  function keepNow(form) {
    clearTimeout(waiting.get(form));
    if (!waiting.delete(form) || "sent" in form.dataset) return;
    const request = form.elements.request_id ? { request_id: [form.elements.request_id.value] } : {};
    tell(form.dataset.draft, { ...written(form), ...request });
  }

  const keepAll = () => [...waiting.keys()].forEach(keepNow);
  window.addEventListener("pagehide", keepAll);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keepAll());
  document.addEventListener("htmx:beforeSwap", keepAll); /* the panel closes or shows something else */

  function offer(form, key, draft) {
    const template = document.getElementById("draft-offer");
    if (!template || form.querySelector(".draft")) return;
    const says = template.content.firstElementChild.cloneNode(true);
    says.querySelector("span").firstChild.data = says.querySelector("span").firstChild.data.replace("TIME", draft.at);
    says.addEventListener("click", (event) => {
      if (event.target.closest("[data-draft-go]")) refill(form, draft.values);
      else if (event.target.closest("[data-draft-drop]")) forget(form.dataset.draft);
      else return;
      says.remove();
      form.querySelector("textarea, select, input:not([type=hidden])")?.focus();
    });
    form.prepend(says);
  }

  function forget(name) {
    sessionStorage.removeItem(`draft:${name}`);
    tell(name, { drop: ["yes"] });
  }

  async function ask(form) {
    const answer = await fetch(`${draftsAt()}?name=${encodeURIComponent(form.dataset.draft)}`).catch(() => null);
    if (answer && answer.status === 200 && !answer.redirected) offer(form, `draft:${form.dataset.draft}`, await answer.json());
  }

  function keep(form) {
    const key = `draft:${form.dataset.draft}`;
    const refused = "refused" in form.dataset || form.querySelector(".is-invalid");
    const sent = sessionStorage.getItem(`sent:${form.dataset.draft}`);
    sessionStorage.removeItem(`sent:${form.dataset.draft}`);
    if (sent && !refused) forget(form.dataset.draft);
    const draft = JSON.parse(sessionStorage.getItem(key) || "null");
    if (draft && !refused) offer(form, key, draft);
    else if (!sent && !refused && draftsAt()) ask(form);
    form.addEventListener("input", (event) => {
      if (!event.isTrusted) return;
      const now = new Date();
      const at = `${now.getHours()}:${String(now.getMinutes()).padStart(2, "0")}`;
      sessionStorage.setItem(key, JSON.stringify({ at, values: written(form) }));
      keepSoon(form);
    });
  }

  /* ---- a choice fills other fields, until a person fills them: data-fills="outcome" with data-fill-with ---- */
  function fill(form, chosen) {
    const given = JSON.parse(form.dataset.fillWith)[chosen];
    for (const [name, value] of Object.entries(given || {})) {
      const part = form.elements[name];
      if (part && !("touched" in part.dataset)) part.value = value;
    }
  }

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!form || !("fills" in form.dataset)) return;
    if (event.target.name === form.dataset.fills) fill(form, event.target.value);
    else if (event.isTrusted) event.target.dataset.touched = "";
  });

  /* ---- + and - beside a day: data-day="id of the field" data-by="1" ---- */
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-day]");
    const field = button && document.getElementById(button.dataset.day);
    if (!field) return;
    const day = new Date(`${field.value || button.dataset.from}T12:00:00Z`);
    day.setUTCDate(day.getUTCDate() + Number(button.dataset.by));
    field.value = day.toISOString().slice(0, 10);
    field.dataset.touched = "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });

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
  /* What was refused is where one goes on; else where the page says. The browser itself would do so only with a later
     frame, and whoever types at once would have lost the first letters by then. */
  const refused = document.querySelector("form[data-primary] :is(.is-invalid:is(input, select, textarea), fieldset[aria-describedby] input)");
  (refused || document.querySelector("[autofocus]:not(dialog *)"))?.focus();
  document.addEventListener("htmx:load", (event) => {
    if (event.target !== document.body) begin(event.target);
  });
})();
