// The documents, the worst first, and all repairs grouped by what was changed.

const GROUPS = 150;

const COLUMNS = [
  ["name", "page-column-name", (one) => one.name],
  ["figure", "page-column-characters", (one) => one.characters],
  ["figure", "page-change", (one) => one.counts[0]],
  ["figure", "page-held", (one) => one.counts[1]],
  ["figure", "page-note", (one) => one.counts[2]],
  ["figure", "page-column-density", (one) => one.density],
];

function drawDocuments() {
  const section = byId("documents"), body = element("tbody"), find = search();
  const counts = told.documents.reduce((sum, one) => sum.map((count, i) => count + one.counts[i]), [0, 0, 0]);
  const totals = { documents: number(told.documents.length), changes: number(counts[0]), held: number(counts[1]), notes: number(counts[2]) };
  let sorted = 5, down = true;
  const list = () => {
    const key = COLUMNS[sorted][2], wanted = find.value.trim().toLowerCase();
    const kept = told.documents.map((one, i) => [one, i]).filter(([one]) => one.name.toLowerCase().includes(wanted));
    kept.sort(([a], [b]) => (down ? -1 : 1) * (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
    body.replaceChildren(...kept.map(([one, i]) => line(one, i)));
  };
  const heads = COLUMNS.map(([classes, code], i) => {
    const head = element("th", classes, button("", say(code), () => {
      down = sorted === i ? !down : i > 0;
      sorted = i;
      heads.forEach((other, j) => other.setAttribute("aria-sort", j === i ? (down ? "descending" : "ascending") : "none"));
      list();
    }));
    head.scope = "col";
    return head;
  });
  heads[5].setAttribute("aria-sort", "descending");
  find.addEventListener("input", list);
  list();
  section.append(element("p", "totals", say("page-totals", totals)), element("div", "search", find),
    element("table", "", element("thead", "", element("tr", "", ...heads)), body));
}

function line(one, i) {
  const cells = COLUMNS.map(([classes, code, value], at) => {
    const path = told.common.length;
    const shown = at ? (at === 5 ? value(one).toFixed(1) : number(value(one))) : button("open", one.name.slice(path), () => go(`d${i}`));
    const cell = element("td", classes, shown);
    if (at) cell.dataset.head = say(code);
    return cell;
  });
  const bar = element("div", "spark"), counts = told.passes.filter(({ name }) => one.passes[name]).map(({ name }) => [name, one.passes[name]]);
  for (const [name, count] of counts) {
    const piece = element("i", passes.get(name).mark);
    piece.style.flex = `${count} 1 0`;
    bar.append(piece);
  }
  counts.sort(([, a], [, b]) => b - a);
  cells[0].append(element("div", "kinds-of", bar, counts.map(([name, count]) => `${name} ${number(count)}`).join(" · ")));
  return element("tr", "", ...cells);
}

function search() {
  const made = element("input");
  made.type = "search";
  made.placeholder = say("page-search");
  made.setAttribute("aria-label", say("page-search"));
  return made;
}

function drawRepairs() {
  const section = byId("repairs"), body = element("tbody"), find = search(), more = button("", say("page-show-all"));
  const { groups, left } = told.repairs;
  let most = GROUPS;
  const text = (group) => `${group.old ?? ""} ${group.new ?? ""} ${group.by} ${group.said}`.toLowerCase();
  const list = () => {
    const wanted = find.value.trim().toLowerCase();
    const kept = wanted ? groups.filter((group) => text(group).includes(wanted)) : groups;
    body.replaceChildren(...kept.slice(0, most).map(groupLine));
    more.hidden = kept.length <= most;
  };
  more.addEventListener("click", () => { most = Infinity; list(); });
  find.addEventListener("input", list);
  list();
  const heads = ["page-column-change", "page-column-reason", "page-column-count", "page-column-documents", "page-column-contexts"];
  const head = element("tr", "", ...heads.map((code, i) => element("th", i === 2 || i === 3 ? "figure" : "", say(code))));
  section.append(element("p", "totals", say("page-repairs-about", { count: number(groups.length) })), element("div", "search", find),
    element("table", "", element("thead", "", head), body), more);
  if (left) section.append(element("p", "totals", say("page-repairs-left", { count: number(left) })));
}

function groupLine(group) {
  const what = element("td", "swap-cell");
  if (group.old === null) what.append(say("page-various"));
  else what.append(...swap({ old: group.old, new: group.new, why: [group] }));
  const contexts = group.contexts.map(([document, item, before, old, now, after]) =>
    button("", element("span", "", ...legible(before, unseen), ...swap({ old, new: now, why: [group] }), ...legible(after, unseen)), () => go(`d${document}-${item}`)));
  const figures = [["page-column-count", group.count], ["page-column-documents", group.documents]].map(([code, value]) => {
    const cell = element("td", "figure", number(value));
    cell.dataset.head = say(code);
    return cell;
  });
  return element("tr", "", what, element("td", "said-cell", group.said, element("small", "", group.by)), ...figures,
    element("td", "", element("div", "contexts", ...contexts)));
}
