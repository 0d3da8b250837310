// Tabs, keys, the switch of the theme, and the start.

const THEMES = ["auto", "light", "dark"];

function show(tab) {
  if (state.tab === tab) return;
  state.tab = root.dataset.tabNow = tab;
  hide();
  for (const id of ["documents", "text", "repairs"]) {
    byId(id).hidden = id !== tab;
    document.querySelector(`[data-tab="${id}"]`).setAttribute("aria-current", String(id === tab));
  }
  for (const id of ["view", "at"]) byId(id).hidden = tab !== "text";
  document.querySelector(".steps").hidden = tab !== "text";
  if (tab === "documents") byId("name").textContent = document.title = told.title;
  else if (state.document >= 0) byId("name").textContent = document.title = told.documents[state.document].name;
  scrollTo(0, 0);
}

/** Where the address says: documents, repairs, d3 (a document), d3-12 (an item in it). */
function follow() {
  const [, index, item] = /^#d(\d+)(?:-(\d+))?$/.exec(location.hash) ?? [];
  const tab = location.hash.slice(1);
  if (told.documents[index]) {
    show("text");
    open(Number(index), Number(item ?? -1));
  } else if (tab === "repairs" || (tab === "documents" && told.documents.length > 1)) show(tab);
  else if (told.documents.length > 1) show("documents");
  else show("text");
}

function go(hash) {
  if (location.hash === `#${hash}`) follow();
  else location.hash = hash;
}

function setTheme(theme) {
  root.dataset.theme = theme;
  byId("theme").textContent = say(`page-theme-${theme}`);
  remember("theme", theme);
}

/** The document with the most damage for its length: the one to open where none was chosen. */
function worst() {
  const densities = told.documents.map((one) => one.density);
  return densities.indexOf(Math.max(...densities));
}

const nextTheme = () => setTheme(THEMES[(THEMES.indexOf(root.dataset.theme) + 1) % THEMES.length]);
const verdict = (what) => { if (told.review && state.now >= 0) { decide(state.now, what); if (what) step(1); } };

const KEYS = {
  n: ["page-next", () => step(1)], p: ["page-previous", () => step(-1)],
  v: ["page-side-by-side", () => setView(state.view === "side" ? "inline" : "side")],
  f: ["page-filter", () => { byId("passes").closest("details").open = true; byId("passes").querySelector("input")?.focus(); }],
  t: ["page-theme", nextTheme], "?": ["page-keys", () => byId("keys").showModal()],
  Escape: ["page-hide", hide],
};
const REVIEW_KEYS = {
  a: ["page-accept", () => verdict("accept")], r: ["page-reject", () => verdict("reject")],
  u: ["page-undecide", () => verdict(undefined)], s: ["page-save", save],
};

function press(event) {
  const at = event.target, mark = at.closest?.(".mark");
  if (event.ctrlKey || event.metaKey || event.altKey || byId("keys").open) return;
  if (mark && (event.key === "Enter" || event.key === " ")) {
    event.preventDefault();
    chosen(Number(mark.dataset.i), mark);
    return;
  }
  const typing = at.matches?.('input[type="search"], textarea, select');
  if (typing && event.key !== "Escape") return;
  const sideways = { ArrowRight: "n", ArrowLeft: "p", j: "n", k: "p" }[event.key];
  const key = sideways && (mark || event.key.length === 1) ? sideways : event.key;
  const keys = told.review ? { ...KEYS, ...REVIEW_KEYS } : KEYS;
  if (!Object.hasOwn(keys, key)) return;
  event.preventDefault();
  keys[key][1]();
}

function start() {
  setTheme(THEMES.includes(remember("theme")) ? remember("theme") : "auto");
  document.querySelector('[data-tab="documents"]').hidden = told.documents.length < 2;
  for (const tab of document.querySelectorAll("[data-tab]")) {
    tab.addEventListener("click", () => go(tab.dataset.tab === "text" ? `d${state.document < 0 ? worst() : state.document}` : tab.dataset.tab));
  }
  byId("next").addEventListener("click", () => step(1));
  byId("previous").addEventListener("click", () => step(-1));
  byId("view").addEventListener("click", KEYS.v[1]);
  byId("theme").addEventListener("click", nextTheme);
  byId("help").addEventListener("click", KEYS["?"][1]);
  const keys = Object.entries(told.review ? { ...KEYS, ...REVIEW_KEYS } : KEYS);
  byId("keys-list").append(...keys.flatMap(([key, [code]]) => [element("dt", "", element("kbd", "", key)), element("dd", "", say(code))]));
  document.addEventListener("keydown", press);
  if (innerWidth <= 720) document.querySelector(".filters").open = false;
  addEventListener("hashchange", follow);
  addEventListener("beforeprint", () => drawTo(Infinity));
  watchMarks();
  watchFilters();
  watchReview();
  if (told.documents.length === 1) open(0);
  follow();
  if (told.documents.length > 1) drawDocuments();
  drawRepairs();
}

start();
