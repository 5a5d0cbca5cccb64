// Turns the slides of pages/present.py. What is on the screen stands in the address: ?slide=, and
// &numbers=on.

const TALL = "(max-aspect-ratio: 3/2)";
const PHONE = "(max-width: 600px)";
const SWIPE = 60; // pixels
const PAUSE = 900; // milliseconds after which a number that was typed is whole

const NOTES = `
  body { display: grid; grid-template: auto 1fr / 3fr 2fr; gap: 0 32px; margin: 20px; color: #0b0c0c; font: 18px/1.4 sans-serif; }
  body > p { grid-column: 1 / -1; margin: 0; font-size: 32px; font-variant-numeric: tabular-nums; }
  h1 { font-size: 24px; line-height: 1.2; } svg { width: 100%; height: auto; } aside { font-size: 14px; } aside h1 { font-size: 18px; }
  td, th { text-align: left; padding: 2px 12px 2px 0; } dl > div { border-top: 1px solid #cfd5da; padding: 6px 0; }
`; // of the window with the notes

export default function ({ data, parentElement }) {
  const deck = parentElement.querySelector("dialog.deck");
  const part = (name) => deck.querySelector(name);
  const [slide, all, black] = [".slide", ".all-slides", ".black"].map(part);
  const { slides } = data;
  const listening = new AbortController();
  const { signal } = listening;
  let at = 0, numbers = false;

  const address = () => new URL(window.location.href);

  const read = () => {
    const asked = address().searchParams;
    const found = slides.findIndex((one) => one.name === asked.get("slide"));
    at = Math.max(found, 0);
    numbers = asked.get("numbers") === "on";
  };

  const write = () => {
    const url = address();
    url.searchParams.set("slide", slides[at].name);
    if (numbers) url.searchParams.set("numbers", "on");
    else url.searchParams.delete("numbers");
    window.history.replaceState(window.history.state, "", url);
  };

  const drawing = (one) =>
    window.matchMedia(PHONE).matches ? one.narrow : window.matchMedia(TALL).matches ? one.tall : one.wide;

  const draw = () => {
    const one = slides[at];
    slide.innerHTML = (numbers && one.numbers) || one.html;
    slide.dataset.name = one.name;
    const chart = slide.querySelector("[data-chart]");
    if (chart) chart.innerHTML = drawing(one);
    chart?.querySelector("svg").setAttribute("preserveAspectRatio", "xMidYMin");
    sayIfRoom();
    part(".place").textContent = `${at + 1} of ${slides.length}`;
    part("[data-do=previous]").disabled = at === 0;
    part("[data-do=next]").disabled = at === slides.length - 1;
    part("[data-do=numbers]").disabled = !one.numbers;
    part("[data-do=numbers]").setAttribute("aria-pressed", String(numbers));
    document.title = `${one.title} (${at + 1} of ${slides.length})`;
    slide.scrollTo(0, 0);
    note();
  };

  // What whoever presents sees, in a window of their own: the time, what is said in full, what is next.
  let speaker = null, began = 0;
  const speak = () => {
    speaker = window.open("", "notes", "width=900,height=760");
    if (!speaker) return;
    began ||= Date.now();
    speaker.document.documentElement.lang = "en";
    speaker.document.title = "Notes";
    speaker.document.head.innerHTML = `<style>${NOTES}</style>`;
    speaker.addEventListener("keydown", pressed, { signal });
    note();
  };
  const note = () => {
    if (!speaker || speaker.closed) return;
    const [now, next] = [slides[at], slides[at + 1]];
    speaker.document.body.innerHTML = `<p></p><main>${now.numbers || now.html}</main>` +
      `<aside><p>Next</p>${next ? next.html : "<h1>This is the last slide</h1>"}</aside>`;
    const chart = speaker.document.querySelector("aside [data-chart]");
    if (chart) chart.innerHTML = next.narrow;
    tick();
  };
  const tick = () => {
    const line = speaker && !speaker.closed && speaker.document.body.firstChild;
    const seconds = Math.floor((Date.now() - began) / 1000);
    const passed = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (line) line.textContent = `${passed} · slide ${at + 1} of ${slides.length}`;
  };
  const clock = setInterval(tick, 1000);

  // The digits of a number, as they are typed; a pause or Enter ends it.
  let typed = "", pause = 0;
  const jump = () => {
    clearTimeout(pause);
    const number = Number(typed);
    typed = "";
    go(number - 1);
  };
  const type = (digit) => {
    typed += digit;
    part(".place").textContent = `Slide ${typed} …`;
    clearTimeout(pause);
    pause = setTimeout(jump, PAUSE);
  };

  // What somebody says of a measure is there only where nothing has to make room for it: all ends
  // above the small print, and the drawing is as large as it is without. A phone scrolls.
  const drawnAt = () => slide.querySelector("[data-chart] svg")?.getScreenCTM()?.a ?? 1;

  const spills = () => {
    const below = slide.querySelector(".small-print")?.getBoundingClientRect().top ?? Infinity;
    const parts = [...slide.querySelectorAll(".side > *, [data-chart] svg, .scroll")];
    return parts.some((part) => part.getBoundingClientRect().bottom > below + 1);
  };

  const sayIfRoom = () => {
    const parts = [...slide.querySelectorAll("[data-if-room]")];
    if (!parts.length || window.matchMedia(PHONE).matches) return;
    for (const said of parts) said.hidden = true;
    const alone = drawnAt();
    for (const said of parts) {
      said.hidden = false;
      said.hidden = spills() || drawnAt() < alone - 0.001;
    }
  };

  const showAll = (open) => {
    all.hidden = !open;
    slide.hidden = open;
    part("[data-do=all]").setAttribute("aria-pressed", String(open));
    if (open) all.querySelectorAll("button")[at].focus();
    else deck.focus();
  };

  const go = (where) => {
    at = Math.min(Math.max(where, 0), slides.length - 1);
    if (!all.hidden) showAll(false);
    draw();
    write();
  };

  const beside = (step) => {
    const listed = [...all.querySelectorAll("button")];
    const now = listed.indexOf(document.activeElement);
    listed[Math.min(Math.max(now + step, 0), listed.length - 1)].focus();
  };

  const does = {
    next: () => (all.hidden ? go(at + 1) : beside(1)),
    previous: () => (all.hidden ? go(at - 1) : beside(-1)),
    first: () => go(0),
    last: () => go(slides.length - 1),
    all: () => showAll(all.hidden),
    numbers: () => { numbers = !numbers; go(at); },
    leave: () => part(".leave").click(),
    speak,
    black: () => { black.hidden = !black.hidden; },
    full: async () => {
      if (document.fullscreenElement) return document.exitFullscreen();
      await document.documentElement.requestFullscreen?.().catch(() => {});
      open(); // again, so that it lies over what fills the screen now
    },
  };
  const open = () => {
    deck.close();
    deck.showModal();
    deck.focus();
  };

  const KEYS = {
    ArrowRight: "next", ArrowDown: "next", PageDown: "next", " ": "next",
    ArrowLeft: "previous", ArrowUp: "previous", PageUp: "previous", Backspace: "previous",
    Home: "first", End: "last", Escape: "all", o: "all", n: "numbers", b: "black", ".": "black",
    f: "full", l: "leave", s: "speak",
  };

  const pressed = (event) => {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const onControl = event.target instanceof Element && event.target.closest("button, a, .scroll");
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    event.stopPropagation(); // so that Streamlit's own keys do not rerun the page
    if (/^\d$/.test(key)) return type(key);
    if (key === "Enter" && typed) {
      event.preventDefault();
      return jump();
    }
    if (!KEYS[key] || (key === " " && onControl)) return;
    if (event.target instanceof Element && event.target.closest(".scroll") && /^Arrow/.test(key)) return;
    event.preventDefault();
    if (!black.hidden) black.hidden = true;
    else does[KEYS[key]]();
  };

  let touched = null;
  const touchStart = (event) => {
    touched = event.touches.length === 1 ? event.touches[0] : null;
  };
  const touchEnd = (event) => {
    if (!touched || !all.hidden) return;
    const across = event.changedTouches[0].clientX - touched.clientX;
    const down = event.changedTouches[0].clientY - touched.clientY;
    touched = null;
    if (Math.abs(across) < SWIPE || Math.abs(across) < 2 * Math.abs(down)) return;
    does[across < 0 ? "next" : "previous"]();
  };

  const clicked = (event) => {
    const button = event.target instanceof Element && event.target.closest("button[data-do], button[data-go]");
    if (event.target === black) black.hidden = true;
    else if (button?.dataset.go) go(Number(button.dataset.go));
    else if (button) does[button.dataset.do]();
  };

  const list = () => {
    const lines = slides.map((one, n) => {
      const line = document.createElement("li");
      const button = document.createElement("button");
      Object.assign(button, { type: "button", textContent: one.title });
      button.dataset.go = String(n);
      line.append(button);
      return line;
    });
    all.querySelector("ol").replaceChildren(...lines);
  };

  const title = document.title;
  part(".edition").textContent = data.edition;
  Object.assign(part(".leave"), { href: data.leave });
  part(".leave").dataset.open = data.leave;
  list();
  read();
  open();
  draw();
  document.fonts.ready.then(() => signal.aborted || sayIfRoom());
  deck.addEventListener("cancel", (event) => event.preventDefault(), { signal });
  deck.addEventListener("click", clicked, { signal });
  deck.addEventListener("touchstart", touchStart, { signal, passive: true });
  deck.addEventListener("touchend", touchEnd, { signal, passive: true });
  window.addEventListener("keydown", pressed, { signal, capture: true });
  window.addEventListener("resize", draw, { signal });
  return () => {
    listening.abort();
    clearInterval(clock);
    clearTimeout(pause);
    speaker?.close();
    deck.close();
    if (document.fullscreenElement) document.exitFullscreen();
    document.title = title;
  };
}
