// The text: rows of it, drawn some at a time, each with the marks in it and the cards beside it.

const FIRST = 60, SLICE = 400, CARDS = 12;
let drawn = 0, drawing = 0;

function open(index, item = -1) {
  if (index !== state.document) {
    const { rows, items } = given(`document-${index}`);
    const order = rows.flatMap((row) => row.parts.filter((part) => typeof part === "number"));
    Object.assign(state, { document: index, now: -1, rows, items, order, marks: [], cards: [], numbers: [], rowOf: [], decided: [] });
    rows.forEach((row, i) => row.parts.forEach((part) => { if (typeof part === "number") state.rowOf[part] = i; }));
    let count = 0;
    for (const i of order) if (items[i].kind !== "change") state.numbers[i] = ++count;
    byId("name").textContent = document.title = told.documents[index].name;
    restore();
    drawFilters();
    filter();
    draw();
    if (items.length && told.review === undefined) tabbable(order[0]);
  }
  if (item >= 0) choose(item);
}

function draw() {
  clearTimeout(drawing);
  hide();
  drawn = 0;
  state.marks = state.items.map(() => []);
  state.cards = [];
  const text = byId("text");
  text.replaceChildren(element("div", "sides", ...["page-before", "page-after"].map((code) => element("div", "", say(code)))));
  if (!state.items.length) text.append(element("p", "start", say("show-nothing")));
  drawTo(FIRST);
  later();
}

function later() {
  if (drawn >= state.rows.length) return;
  drawing = setTimeout(() => { drawTo(drawn + SLICE); later(); }, 0);
}

function drawTo(end) {
  if (drawn >= Math.min(end, state.rows.length)) return;
  const fragment = document.createDocumentFragment();
  for (end = Math.min(end, state.rows.length); drawn < end; drawn++) fragment.append(rowOf(state.rows[drawn], drawn));
  byId("text").append(fragment);
}

function rowOf(row, index) {
  const classes = ["row", row.gap && "gap", row.more && "more", heading(row) && "heading", folded(row) && "folded"];
  const made = element("div", classes.filter(Boolean).join(" "));
  const lines = state.view === "side" ? ["old", "new"] : ["both"];
  made.style.setProperty("contain-intrinsic-height", `auto ${2 * Math.ceil(row.length / (state.view === "side" ? 22 : 38))}em`);
  for (const which of lines) {
    const line = element("div", "line");
    line.lang = "zh";
    for (const part of row.parts) line.append(...(typeof part === "number" ? [mark(part, which)] : legible(part, dangerous)));
    made.append(line);
  }
  made.append(margin(row));
  if (row.families) made.prepend(family(row, state.rows[index - 1]));
  return made;
}

/** Whether a row reads as a heading of Markdown when it is repaired. */
function heading(row) {
  return /^#{1,6} /.test(row.parts.slice(0, 3).map((part) => (typeof part === "string" ? part : state.items[part].new ?? "")).join(""));
}

function mark(i, which) {
  const item = state.items[i], made = element("span", `mark ${item.kind} ${passes.get(item.why.at(-1).by).mark}`);
  made.dataset.i = i;
  made.tabIndex = -1;
  made.setAttribute("role", "button");
  made.setAttribute("aria-label", label(item));
  if (!state.on[i]) made.classList.add("off");
  if (state.decided[i]) made.dataset.decided = state.decided[i];
  const before = which !== "new", after = which !== "old", two = which !== "both";
  if (item.kind === "note") {
    if (item.old && !item.pinned) made.append(...legible(item.old, unseen, true));
  } else if (!item.pinned) {
    const empty = { both: false, old: !item.old, new: !item.new }[which] && item.kind === "change";
    if (item.old && (before || item.kind === "held")) made.append(element("del", "", ...side(item.old, two || item.kind === "held")));
    if (item.new && after) made.append(element("ins", "", ...side(item.new, two)));
    if (empty) made.append(element("span", "none"));
  }
  if (state.numbers[i] && after) made.append(element("sup", "number", String(state.numbers[i])));
  state.marks[i].push(made);
  return made;
}

function label(item) {
  if (item.kind === "note") return say("page-label-note", { said: item.why[0].said });
  const code = item.kind === "held" ? "page-label-held" : item.old ? (item.new ? "page-label-change" : "page-label-gone") : "page-label-new";
  return say(code, { old: item.old.replace(/\n/g, "↵").slice(0, 80), new: item.new.replace(/\n/g, "↵").slice(0, 80) });
}

function margin(row) {
  const made = element("div", "margin");
  const beside = row.parts.filter((part) => state.numbers[part]);
  for (const i of beside.slice(0, CARDS)) made.append(card(i));
  if (beside.length > CARDS) made.append(element("p", "more-cards", say("page-more-cards", { count: beside.length - CARDS })));
  return made;
}

function card(i) {
  const item = state.items[i], said = item.why.at(-1).said, body = element("div");
  if (item.kind === "held") body.append(element("div", "swap", ...swap(item)));
  body.append(item.kind === "held" ? `${said} · ${sure(confidence(item))}` : said);
  if (item.kind === "held") body.append(element("div", "cause", item.cause));
  if (told.review && item.kind === "held") body.append(verdicts(i));
  const made = element("div", `card of-${item.kind}`, element("span", "which", String(state.numbers[i])), body);
  made.dataset.card = i;
  if (!state.on[i]) made.classList.add("off");
  return (state.cards[i] = made);
}

function familyMark(name) {
  return `p p${(told.families.indexOf(name) * 5 + 1) % 24}`;
}

function family(row, above) {
  const [name, posterior] = row.families.reduce((best, one) => (one[1] > best[1] ? one : best));
  const same = above?.families?.some((one) => one[0] === name);
  const made = element("span", `family ${familyMark(name)}`, same ? "" : name);
  made.title = say("page-family", { family: name, posterior: sure(posterior) });
  made.style.setProperty("--sure", `${Math.round(30 + 70 * posterior)}%`);
  return made;
}

function setView(view) {
  state.view = root.dataset.view = view;
  byId("view").setAttribute("aria-pressed", String(view === "side"));
  const now = state.now;
  draw();
  if (now >= 0) choose(now);
}

// -- one mark after the other --------------------------------------------------------------------------------------

function step(by) {
  if (!state.shown.length) return;
  const at = state.shown.indexOf(state.now);
  const from = at >= 0 ? at : by > 0 ? -1 : 0;
  choose(state.shown[(from + by + state.shown.length) % state.shown.length]);
}

function choose(i) {
  show("text");
  drawTo(state.rowOf[i] + 30);
  for (const old of document.querySelectorAll(".now")) old.classList.remove("now");
  state.now = i;
  state.rows[state.rowOf[i]] && state.marks[i][0].closest(".row").classList.remove("folded");
  for (const made of state.marks[i]) made.classList.add("now");
  state.cards[i]?.classList.add("now");
  const made = state.marks[i][0];
  tabbable(i);
  made.scrollIntoView({ block: "center" });
  made.focus({ preventScroll: true });
  requestAnimationFrame(() => { made.scrollIntoView({ block: "center" }); details(i, made, true); });
  position();
}

function tabbable(i) {
  for (const old of document.querySelectorAll('.mark[tabindex="0"]')) old.tabIndex = -1;
  if (state.marks[i]?.[0]) state.marks[i][0].tabIndex = 0;
}

function position() {
  const at = state.shown.indexOf(state.now);
  byId("at").textContent = `${at >= 0 ? number(at + 1) : "–"} / ${number(state.shown.length)}`;
  here();
}
