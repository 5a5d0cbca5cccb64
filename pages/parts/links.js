// What our plain HTML needs a script for, in every page (server.py): an ordinary click on a link of
// ours (data-open) has Streamlit show that page, as when somebody goes back, in a quarter of a second
// rather than two; a phone's menu; the search box; the link to copy; and a word of newer figures, or
// of a session's end. Without it they are links and a form.

{
  const MAIN = "[data-testid=stMain]";
  const FULL_SCREEN = "present";
  const nearest = (event, what) => event.target instanceof Element && event.target.closest(what);

  const isPlain = (event) =>
    event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;

  // Whoever reads the pages of an older strategy goes on to its pages, in a new tab too.
  const ofStrategy = (address) => {
    const url = new URL(address, window.location.href);
    const reading = new URLSearchParams(window.location.search).get("strategy");
    if (reading && !url.searchParams.has("strategy")) url.searchParams.set("strategy", reading);
    return url;
  };

  const keepStrategy = (event) => {
    const link = nearest(event, "a[data-open]");
    if (link) link.href = ofStrategy(link.getAttribute("href"));
    const menu = nearest(event, "[data-testid=stTopNavLink], [data-testid=stSidebarNavLink]");
    if (!menu || ofStrategy(menu.href).href === menu.href) return;
    menu.href = ofStrategy(menu.href);
    if (event.type !== "click" || !isPlain(event)) return;
    event.preventDefault();
    event.stopPropagation();
    open(menu.href);
    shut(event);
  };

  // As the browser's own Forward does it: first the address, then its page. Were the page to change
  // first, Streamlit would put an address between the two that leads nowhere.
  const open = (address) => {
    document.querySelector(MAIN)?.scrollTo(0, 0);
    window.history.pushState({}, "", ofStrategy(address));
    window.dispatchEvent(new PopStateEvent("popstate"));
  };

  const follow = (event) => {
    const link = nearest(event, "a[data-open]");
    if (!link || !isPlain(event)) return;
    event.preventDefault();
    const part = document.getElementById(link.dataset.at);
    if (part && ofStrategy(link.dataset.open).href === location.href) {
      reach(part);
      return;
    }
    if (link.dataset.open.startsWith(FULL_SCREEN)) fillScreen();
    open(link.dataset.open);
    if (link.dataset.at) show(link.dataset.at, Date.now() + 5000);
  };

  // Only what somebody presses may fill the screen; where that is not allowed, the window does.
  const fillScreen = () => document.documentElement.requestFullscreen?.().catch(() => {});

  const show = (id, until) => {
    const part = document.getElementById(id);
    if (part) reach(part);
    else if (Date.now() < until) setTimeout(show, 100, id, until);
  };

  // Where it may have the focus, so that the keyboard goes on from there.
  const reach = (part) => {
    part.scrollIntoView();
    part.focus({ preventScroll: true });
  };

  const find = (event) => {
    const form = nearest(event, "form[data-find]");
    if (!form) return;
    event.preventDefault();
    open(`${form.dataset.find}?q=${encodeURIComponent(new FormData(form).get("q"))}`);
  };

  // On a phone the menu lies over the page, and Streamlit leaves it there when one is chosen.
  const shut = (event) => {
    if (nearest(event, "[data-testid=stSidebarNavLink]"))
      document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click();
  };

  // A page that came without https may not use the clipboard, and then a selection is copied.
  async function clipboard(words) {
    try {
      await navigator.clipboard.writeText(words);
      return true;
    } catch {
      const field = document.createElement("textarea");
      field.value = words;
      document.body.append(field);
      field.select();
      const copied = document.execCommand("copy");
      field.remove();
      return copied;
    }
  }

  // An address, or that of what is on the screen with the edition that it shows.
  const copy = async (event) => {
    const button = nearest(event, "button[data-copy]");
    if (!button) return;
    const address = new URL(button.dataset.copy || window.location.href, window.location.href);
    if (button.dataset.edition) address.searchParams.set("edition", button.dataset.edition);
    const copied = await clipboard(address.href);
    button.nextElementSibling.textContent = copied ? "Copied" : address.href;
  };

  // Streamlit runs the page again at an R and offers to clear what it has kept at a C: single keys
  // that somebody who speaks to the computer, or whose hand shakes, presses unawares.
  const unasked = (event) => {
    const typing = nearest(event, "input, textarea, select, [contenteditable]");
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (plain && !typing && /^[rc]$/i.test(event.key)) event.stopPropagation();
  };

  // Whoever leaves a page open is told when newer figures are there, and that a session is to end.
  const look = async () => {
    const foot = document.querySelector("footer[data-edition]");
    const ending = foot?.querySelector(".ending");
    const soon = ending?.dataset.until * 1000 - Date.now() < 600_000;
    if (ending) ending.hidden = !soon;
    if (!foot || document.hidden || new URLSearchParams(location.search).has("edition")) return;
    const place = window.__streamlit.BACKEND_BASE_URL.replace(/\/$/, "");
    const answer = await fetch(`${place}/readyz`).then((a) => a.json()).catch(() => ({}));
    foot.querySelector(".newer").hidden = soon || !(answer.edition > foot.dataset.edition);
  };

  setInterval(look, 60_000);
  window.addEventListener("keydown", unasked, { capture: true });
  document.addEventListener("auxclick", keepStrategy, { capture: true });
  document.addEventListener("contextmenu", keepStrategy, { capture: true });
  document.addEventListener("click", keepStrategy, { capture: true });
  document.addEventListener("click", follow);
  document.addEventListener("click", shut);
  document.addEventListener("click", copy);
  document.addEventListener("submit", find);
}
