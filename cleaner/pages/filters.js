// What is shown: kinds, passes, a range of confidence, paragraphs with marks alone. What is filtered out reads as repaired.

function filter() {
  const { items, kinds, hidden, least, most } = state;
  const narrowed = least > 0 || most < 1;
  items.forEach((item, i) => {
    const confident = confidence(item);
    const inside = confident === null ? true : !narrowed || (confident >= least - 1e-9 && confident <= most + 1e-9);
    const on = kinds[item.kind] && inside && item.why.some((why) => !hidden.has(why.by));
    if (on === state.on[i] && state.marks[i]) return;
    state.on[i] = on;
    for (const made of state.marks[i] ?? []) made.classList.toggle("off", !on);
    state.cards[i]?.classList.toggle("off", !on);
  });
  state.on.length = items.length;
  state.shown = state.order.filter((i) => state.on[i]);
  fold();
  drawPlot();
  position();
  if (detailed >= 0 && !state.on[detailed]) hide();
  byId("range").textContent = `${least.toFixed(2)} – ${most.toFixed(2)}`;
}

function folded(row) {
  return state.fold && !row.parts.some((part) => typeof part === "number" && state.on[part]);
}

function fold() {
  if (!state.fold && !byId("text").querySelector(".folded")) return;
  [...byId("text").querySelectorAll(":scope > .row")].forEach((made, i) => made.classList.toggle("folded", folded(state.rows[i])));
}

function drawFilters() {
  const counts = { change: 0, held: 0, note: 0 }, by = new Map();
  for (const item of state.items) {
    counts[item.kind]++;
    for (const name of new Set(item.why.map((why) => why.by))) by.set(name, (by.get(name) ?? 0) + 1);
  }
  byId("kinds").replaceChildren(...Object.entries(counts).map(([kind, count]) => {
    const made = button("", element("strong", "", number(count)), () => {
      state.kinds[kind] = !state.kinds[kind];
      made.setAttribute("aria-pressed", String(state.kinds[kind]));
      filter();
    });
    made.append(say(`page-${kind}`));
    made.setAttribute("aria-pressed", String(state.kinds[kind]));
    return made;
  }));
  const most = Math.max(1, ...by.values());
  byId("passes").replaceChildren(...told.passes.filter((pass) => by.has(pass.name)).map(({ name }) => {
    const pass = passes.get(name), box = element("input"), share = element("span", "share");
    box.type = "checkbox";
    box.name = name;
    box.checked = !state.hidden.has(name);
    box.addEventListener("change", () => { state.hidden[box.checked ? "delete" : "add"](name); filter(); });
    share.style.width = `${(100 * by.get(name)) / most}%`;
    const made = element("label", `pass ${pass.mark}`, box, element("ins", "", told.sample), element("span", "words", pass.brief),
      element("span", "count", number(by.get(name))), share);
    made.title = `${name}: ${pass.words}`;
    return made;
  }));
  const about = told.documents[state.document];
  byId("about").textContent = say("page-about", { version: told.version, characters: number(about.characters), least: about.least });
}

function watchFilters() {
  for (const id of ["least", "most"]) {
    byId(id).addEventListener("input", () => {
      state[id] = Number(byId(id).value);
      if (state.least > state.most) byId(id === "least" ? "most" : "least").value = state.least = state.most = state[id];
      filter();
    });
  }
  byId("fold").addEventListener("change", () => { state.fold = byId("fold").checked; filter(); });
}
