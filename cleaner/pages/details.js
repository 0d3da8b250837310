// What is known about one mark: shown beside it while the pointer or the focus is there, kept until Esc once it was chosen.

let kept = false, hiding = 0, detailed = -1, described = null;

function details(i, at, keep) {
  clearTimeout(hiding);
  kept = keep || (kept && detailed === i);
  const box = byId("details"), item = state.items[i];
  if (detailed !== i || box.hidden) {
    detailed = i;
    box.replaceChildren(...content(i, item));
    box.hidden = false;
    box.scrollTop = 0;
  }
  described?.removeAttribute("aria-describedby");
  described = at;
  at.setAttribute("aria-describedby", "details");
  place(box, at.getClientRects()[0] ?? at.getBoundingClientRect());
}

function place(box, at) {
  const { offsetWidth: width, offsetHeight: height } = box;
  const left = Math.max(12, Math.min(at.left - 20, innerWidth - width - 16));
  const below = at.bottom + 10;
  const top = below + height < innerHeight - 8 ? below : Math.max(8, at.top - height - 10);
  box.style.left = `${left}px`;
  box.style.top = `${top}px`;
}

function content(i, item) {
  const nodes = [];
  if (item.kind !== "note") {
    nodes.push(element("div", "swap", ...swap(item)));
    const points = (text) => [...text].map((char) => `U+${char.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`).join(" ");
    if (item.old.length <= 4 && item.new && item.old.normalize("NFKC") === item.new && item.old !== item.new) {
      nodes.push(element("div", "points", `${points(item.old)} → ${points(item.new)}`));
    }
  }
  if (item.cause) nodes.push(element("div", "cause", item.cause));
  for (const why of item.why) nodes.push(reason(why));
  const foot = element("div", "foot", element("span", "place", say("page-place", { place: item.place })));
  if (told.review && item.kind !== "note") foot.append(verdicts(i));
  for (const [sign, code, by] of [["‹", "page-previous", -1], ["›", "page-next", 1]]) {
    const made = button("icon", sign, () => step(by));
    made.setAttribute("aria-label", say(code));
    foot.append(made);
  }
  nodes.push(foot);
  return nodes;
}

function reason(why) {
  const made = element("div", "reason");
  const name = element("span", `p ${passes.get(why.by).mark}`, element("ins", "", why.by));
  made.append(element("div", "said", why.said), element("div", "by", name, ` ${passes.get(why.by).words}`));
  if (why.confidence !== null) {
    const bar = element("b");
    bar.style.width = `${why.confidence * 100}%`;
    made.append(element("div", "sure", say("page-confidence"), element("i", "", bar), sure(why.confidence)));
  }
  if (why.facts.length) {
    made.append(element("dl", "", ...why.facts.flatMap(([name, value]) => [element("dt", "", name), element("dd", "", value)])));
  }
  return made;
}

function hide() {
  kept = false;
  detailed = -1;
  described?.removeAttribute("aria-describedby");
  described = null;
  byId("details").hidden = true;
}

function watchMarks() {
  const main = byId("text"), box = byId("details");
  const of = (target) => target.closest?.("[data-i]:not(.off)");
  const soon = () => { clearTimeout(hiding); hiding = setTimeout(() => { if (!kept) hide(); }, 180); };
  main.addEventListener("pointerover", (event) => {
    const at = of(event.target);
    if (event.pointerType === "mouse" && at && !kept) details(Number(at.dataset.i), at, false);
  });
  main.addEventListener("pointerout", (event) => { if (event.pointerType === "mouse" && of(event.target)) soon(); });
  box.addEventListener("pointerenter", () => clearTimeout(hiding));
  box.addEventListener("pointerleave", soon);
  main.addEventListener("focusin", (event) => {
    const at = of(event.target);
    if (at && !kept && at.matches(":focus-visible")) details(Number(at.dataset.i), at, false);
  });
  main.addEventListener("focusout", soon);
  document.addEventListener("click", (event) => {
    if (box.contains(event.target) || event.target.closest(".verdicts, .steps")) return;
    const card = event.target.closest?.("[data-card]"), at = of(event.target);
    if (card) choose(Number(card.dataset.card));
    else if (at) chosen(Number(at.dataset.i), at);
    else if (!event.target.closest("button")) hide();
  });
  addEventListener("scroll", () => {
    if (detailed < 0) return;
    const at = kept && state.marks[detailed]?.[0]?.getClientRects()[0];
    if (at && at.bottom > 0 && at.top < innerHeight) place(box, at);
    else hide();
  }, { passive: true });
}

/** A mark that was clicked: as when it was stepped to, without a scroll. */
function chosen(i, at) {
  for (const old of document.querySelectorAll(".now")) old.classList.remove("now");
  state.now = i;
  for (const made of state.marks[i]) made.classList.add("now");
  state.cards[i]?.classList.add("now");
  tabbable(i);
  at.focus({ preventScroll: true });
  details(i, at, true);
  const sheet = byId("details").getBoundingClientRect(), box = at.getBoundingClientRect();
  if (sheet.width === innerWidth && box.bottom > sheet.top) scrollBy(0, box.bottom - sheet.top + 40);
  position();
}
