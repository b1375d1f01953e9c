// Sends presses and texts, again and again until they arrive, and shows what comes back.
// Without this script every button is a plain form, and the page works just as well.
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const log = byId("log"), say = byId("say"), notice = byId("notice"), texts = document.body.dataset;
  const kept = (name, value) => {
    try {
      if (value === undefined) return JSON.parse(sessionStorage.getItem(name) || "[]");
      sessionStorage.setItem(name, JSON.stringify(value));
    } catch { /* private mode: the page then only remembers while it is open */ }
    return value || [];
  };
  let queue = kept("queue"), busy = false, timer = 0, tries = 0, stream = null, beginning = null;

  const tell = (text, good) => {
    if (notice.textContent !== text) notice.textContent = text;
    notice.classList.toggle("good", !!good);
  };
  const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");
  const last = () => Math.max(0, ...Array.from(log.querySelectorAll("[data-id]"), (turn) => +turn.dataset.id));
  const turnFor = (event) => log.querySelector(`[data-for="${CSS.escape(event)}"]`);

  // --- showing

  const bubble = (label, state) => {
    const mine = byId("mine").content.firstElementChild.cloneNode(true);
    mine.querySelector(".words").textContent = label;
    mine.querySelector(".state").textContent = state;
    return mine;
  };

  const showPending = (event) => {
    if (!event.label || turnFor(event.id)) return;
    const turn = document.createElement("section");
    turn.className = "turn";
    turn.dataset.for = event.id;
    turn.append(bubble(event.label, texts.sending));
    log.append(turn);
    turn.scrollIntoView({ block: "end" });
  };

  const release = (event) => {
    log.querySelectorAll(`button[data-event="${event}"]`).forEach((button) => {
      button.removeAttribute("aria-disabled");
      delete button.dataset.event;
    });
  };

  const show = (answer) => {
    if (!answer.html || byId("t" + answer.id)) return null;
    const box = document.createElement("template");
    box.innerHTML = answer.html;
    const turn = box.content.querySelector(".turn");
    const pending = turnFor(turn.dataset.for);
    if (pending) {
      pending.querySelectorAll(".state").forEach((state) => (state.textContent = ""));
      turn.prepend(...pending.children);
      pending.remove();
    }
    const later = Array.from(log.children).find((one) => !one.dataset.id || +one.dataset.id > answer.id);
    log.insertBefore(turn, later || null);
    forget();
    if (beginning) { beginning.remove(); beginning = null; }
    return turn;
  };

  // After an erasure nothing said before stays here.
  const forget = () => {
    const anew = Array.from(log.querySelectorAll("[data-anew]")).pop();
    while (anew && anew.previousElementSibling) anew.previousElementSibling.remove();
    if (anew) kept("mine", kept("mine").filter(([id]) => turnFor(id)));
  };

  // The reader starts at the beginning of what is new; the next Tab reaches its first button.
  const lead = (turn) => {
    if (!turn) return;
    const first = turn.querySelector(".reply");
    const typing = document.activeElement === say && (say.value || !turn.querySelector(".choices"));
    if (first && !typing) first.focus({ preventScroll: true });
    (turn.querySelector(".mine") || first || turn).scrollIntoView({ block: "start" });
  };

  // --- sending

  const add = (event) => {
    queue.push(event);
    kept("queue", queue);
    if (event.label) kept("mine", [...kept("mine").slice(-60), [event.id, event.label]]);
    showPending(event);
    pump();
  };

  const again = (seconds, text) => {
    tell(text);
    clearTimeout(timer);
    timer = setTimeout(pump, seconds * 1000);
  };

  const done = (event) => {
    queue = queue.filter((one) => one.id !== event.id);
    kept("queue", queue);
    release(event.id);
    const pending = turnFor(event.id);
    if (pending) pending.querySelectorAll(".state").forEach((state) => (state.textContent = ""));
    tries = 0;
  };

  const refused = (event, code) => {
    done(event);
    const pending = turnFor(event.id);
    if (pending) pending.remove();
    if (event.kind === "text" && !say.value) say.value = event.value;
    tell(texts.refused);
    if (code === "no_cookie" && !kept("reloaded").length) { kept("reloaded", [1]); location.reload(); }
  };

  const post = async (event) => {
    const stop = new AbortController();
    const limit = setTimeout(() => stop.abort(), 15000);
    try {
      return await fetch("/chat/send", {
        method: "POST", credentials: "same-origin", signal: stop.signal,
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify({ id: event.id, [event.kind]: event.value }),
      });
    } finally { clearTimeout(limit); }
  };

  const pump = async () => {
    if (busy || !queue.length) return;
    busy = true;
    clearTimeout(timer);
    timer = 0;
    const event = queue[0];
    try {
      const response = await post(event);
      if (response.status === 429) return again(+response.headers.get("Retry-After") || 5, texts.fast);
      if (response.status >= 500) throw new Error("server");
      const answer = await response.json();
      if (!response.ok) return refused(event, answer.error);
      done(event);
      tell("");
      lead(show(answer) || turnFor(event.id));
    } catch {
      again(Math.min(15, 2 ** tries++), navigator.onLine === false ? texts.offline : texts.waiting);
    } finally {
      busy = false;
      if (!timer) pump();
    }
  };

  document.addEventListener("submit", (submit) => {
    const form = submit.target, button = submit.submitter;
    if (form.getAttribute("action") !== "/chat/send") return; // a button named action hides form.action
    submit.preventDefault();
    if (form === byId("write")) { // nor form.id: each form has a field named id
      const text = say.value.trim();
      if (text) add({ id: newId(), kind: "text", value: text, label: text });
      say.value = "";
    } else if (form === byId("begin")) {
      begin(form);
    } else if (button && button.name === "action" && !button.dataset.event) {
      const event = { id: newId(), kind: "action", value: button.value, label: button.textContent.trim() };
      button.dataset.event = event.id;
      button.setAttribute("aria-disabled", "true");
      add(event);
    }
  });

  const begin = (form) => {
    if (form.dataset.begun) return;
    form.dataset.begun = "1";
    beginning = form;
    history.replaceState(null, "", "/");
    add({ id: newId(), kind: "start", value: form.elements.start.value, label: "" });
  };

  // --- staying connected

  const connect = () => {
    if (stream || document.hidden) return;
    stream = new EventSource("/chat/stream?after=" + last());
    stream.onmessage = (message) => {
      const answer = JSON.parse(message.data);
      const asked = queue.length > 0;
      const turn = show(answer);
      if (turn && !asked) turn.scrollIntoView({ block: "start" });
    };
    stream.onerror = () => {
      if (stream.readyState === 2) { stream = null; setTimeout(connect, 5000); }
    };
  };
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && stream) { stream.close(); stream = null; } else connect();
  });
  addEventListener("offline", () => tell(texts.offline));
  addEventListener("online", () => {
    tell(queue.length ? texts.waiting : texts.back, !queue.length);
    if (!queue.length) setTimeout(() => tell(""), 4000);
    tries = 0;
    pump();
  });

  // With other letters everything is elsewhere: what stood at the top of the window stays there.
  const steady = (change) => {
    const below = () => document.querySelector(".top").offsetHeight;
    const top = (part) => part.getBoundingClientRect().top;
    const parts = log.querySelectorAll(".mine, .reply > *, .choices > *");
    const seen = Array.from(parts).find((part) => top(part) >= below());
    const before = seen && top(seen);
    const result = change();
    if (seen) scrollBy({ top: top(seen) - Math.max(before, below()), behavior: "instant" });
    return result;
  };

  byId("size").addEventListener("submit", (submit) => {
    submit.preventDefault();
    const big = steady(() => document.documentElement.classList.toggle("big"));
    byId("size").querySelector("button").setAttribute("aria-pressed", big);
    document.cookie = "chu=" + (big ? "1;max-age=31536000" : ";max-age=0") + ";path=/;samesite=lax";
  });

  // --- after loading: the person's own words, what was still to be sent, a new link

  for (const [id, label] of kept("mine")) {
    const turn = turnFor(id);
    if (turn) turn.prepend(bubble(label, ""));
  }
  forget();
  const form = byId("begin");
  queue.forEach(showPending);
  if (form && form.hasAttribute("data-now") && !queue.some((event) => event.kind === "start")) begin(form);
  else if (form && !form.hasAttribute("data-now")) {
    form.querySelector("button").focus({ preventScroll: true });
    form.scrollIntoView({ block: "center" }); // below all that was said before
  } else if (log.lastElementChild) lead(log.lastElementChild);
  pump();
  connect();
})();
