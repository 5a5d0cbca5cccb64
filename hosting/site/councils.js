// Each council's own gate says who may read it: whoever may not does not see it here. Without this script
// every council stands in the list, and its gate still decides.
const SAID = {401: "you are asked to sign in", 502: "not answering just now", 504: "not answering just now"};

async function ask(item) {
  const link = item.querySelector("a").getAttribute("href");
  const answer = await fetch(link + "_stcore/host-config", {cache: "no-store"}).catch(() => ({status: 502}));
  item.hidden = answer.status === 403;
  item.querySelector("span").textContent = SAID[answer.status] ?? "";
}

const items = [...document.querySelectorAll("li")];
Promise.all(items.map(ask)).then(() => {
  document.getElementById("none").hidden = items.some((item) => !item.hidden);
});
