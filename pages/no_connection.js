// What a page says that its figures do not reach. They come by a websocket, which some networks
// block; without a word, the page would stay grey. It stands in the page itself (server.py).
{
  const PATIENCE = 8; // seconds without a connection, once everything else has arrived
  let without = 0, note = null;

  const ENDED = 4401; // the server closes the connection with it when a session ends (access/gate.py)

  // Asked for anew, a page leads to signing in and back to where one was.
  const Connection = window.WebSocket;
  window.WebSocket = class extends Connection {
    constructor(...where) {
      super(...where);
      this.addEventListener("close", ({ code }) => code === ENDED && window.location.reload());
    }
  };

  const leadsAway = async () => {
    const answer = await fetch(window.location.href, { redirect: "manual", cache: "no-store" });
    return answer.type === "opaqueredirect" || answer.status === 401;
  };

  const connected = () => document.querySelector("[data-test-connection-state=CONNECTED]");

  const home = () => window.__streamlit.BACKEND_BASE_URL.replace(/\/$/, "");

  const answers = async () => {
    try {
      if (await leadsAway()) window.location.reload();
      return (await fetch(`${home()}/_stcore/health`)).ok;
    } catch {
      return false;
    }
  };

  const BLOCKED = [
    "The figures cannot get through to you",
    "The dashboard is there and answers, but something between it and your browser, most often a proxy or a firewall, blocks the connection that brings the figures. Nothing is wrong with the figures, or with what you did.",
    `Please tell whoever looks after your network, or this dashboard: “Let websockets through to ${location.host}.”`,
  ];
  const GONE = [
    "The dashboard does not answer",
    "Your connection to it is lost, or it has been stopped. Nothing that was published is lost.",
    "Please look whether other pages open. If they do, tell whoever looks after this dashboard.",
  ];

  const say = (words) => {
    note ??= document.body.appendChild(document.createElement("div"));
    note.setAttribute("role", "alert");
    note.className = "no-connection";
    note.style.cssText = "position: fixed; inset: auto 0 0 0; z-index: 1000000; padding: 1rem 1.5rem; " +
      "background: white; color: #0b0c0c; border-top: 6px solid #12436d; font: 1.1rem/1.5 sans-serif";
    const lines = [...words, "This page goes on trying by itself."].map((line, n) => {
      const part = document.createElement(n ? "p" : "h1");
      Object.assign(part, { textContent: line });
      part.style.cssText = `margin: 0 auto 0.4rem; padding: 0; max-width: 46rem; font: ${n ? "inherit" : "bold 1.5rem sans-serif"}`;
      return part;
    });
    const still = document.createElement("a"); // needs no connection but what brought this page
    still.href = location.href.replace(home(), `${home()}/still`);
    still.textContent = "Read a still copy of this page";
    note.replaceChildren(...lines);
    if (words === BLOCKED) lines.at(-1).append(" ", still);
  };

  const look = async () => {
    without = connected() || document.readyState !== "complete" ? 0 : without + 1;
    if (without === 0) {
      note?.remove();
      note = null;
    } else if (without % PATIENCE === 0) {
      const words = (await answers()) ? BLOCKED : GONE;
      if (!connected()) say(words);
    }
  };
  setInterval(look, 1000);
}
