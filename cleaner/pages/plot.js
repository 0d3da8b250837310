// Where the damage is: what is shown, counted along the document and stacked by pass, and under it the families of its paragraphs.

const BINS = 60, HIGH = 40;

function shape(name, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const binOf = (item) => Math.min(BINS - 1, Math.floor((item.start / Math.max(1, told.documents[state.document].characters)) * BINS));

function drawPlot() {
  const bins = Array.from({ length: BINS }, () => new Map());
  for (const i of state.shown) {
    const item = state.items[i], bin = bins[binOf(item)], by = item.why.at(-1).by;
    bin.set(by, (bin.get(by) ?? 0) + 1);
  }
  const sums = bins.map((bin) => [...bin.values()].reduce((sum, count) => sum + count, 0));
  const top = Math.max(3, ...sums);
  const svg = shape("svg", { viewBox: `0 0 ${BINS} ${HIGH}`, preserveAspectRatio: "none", role: "img",
    "aria-label": say("page-plot-label", { count: number(state.shown.length), most: Math.max(0, ...sums) }) });
  svg.append(shape("rect", { class: "ground", width: BINS, height: HIGH }));
  bins.forEach((bin, x) => {
    let y = HIGH;
    const column = shape("g", {});
    for (const { name } of told.passes) {
      if (!bin.has(name)) continue;
      const height = (HIGH * bin.get(name)) / top;
      y -= height;
      column.append(shape("rect", { class: passes.get(name).mark, x: x + 0.1, y, width: 0.8, height }));
    }
    if (bin.size) column.prepend(shape("title", {}, [...bin].map(([name, count]) => `${name} ${count}`).join("\n")));
    svg.append(column);
  });
  svg.append(shape("line", { class: "here", y1: 0, y2: HIGH }));
  svg.addEventListener("click", (event) => {
    const box = svg.getBoundingClientRect(), bin = Math.floor(((event.clientX - box.left) / box.width) * BINS);
    const next = state.shown.find((i) => binOf(state.items[i]) >= bin);
    if (next !== undefined) choose(next);
  });
  const ends = element("div", "ends", element("span", "", say("page-start")), element("span", "", say("page-end")));
  byId("plot").replaceChildren(svg, ...strip(), ends);
  here();
}

function here() {
  const line = byId("plot").querySelector(".here");
  if (!line) return;
  const x = state.now >= 0 ? binOf(state.items[state.now]) + 0.5 : -9;
  line.setAttribute("x1", x);
  line.setAttribute("x2", x);
}

/** Paragraphs of one family after the other, each run a piece with the letter of its family: none if no pass found any. */
function strip() {
  if (!state.rows.some((row) => row.families)) return [];
  const runs = [];
  for (const row of state.rows) {
    const best = row.families?.reduce((best, one) => (one[1] > best[1] ? one : best));
    const name = best?.[0] ?? "", last = runs.at(-1);
    if (last?.name === name) Object.assign(last, { length: last.length + row.length, sure: Math.max(last.sure, best?.[1] ?? 0) });
    else runs.push({ name, length: row.length, sure: best?.[1] ?? 0 });
  }
  const wide = runs.reduce((sum, run) => sum + run.length, 0) / BINS;
  const made = element("div", "strip", ...runs.map((run) => {
    const piece = element("span", run.name ? familyMark(run.name) : "", run.length > 2 * wide ? run.name : "");
    piece.style.flex = `${run.length} 1 0`;
    if (run.name) {
      piece.title = say("page-family", { family: run.name, posterior: sure(run.sure) });
      piece.style.background = "var(--tint)";
    }
    return piece;
  }));
  return [made];
}
