// Decisions: taken one by one or for all that is shown, kept here until they are saved. Elsewhere than on a served page: nothing.

let unsaved = false;

function restore() {
  if (!told.review) return;
  for (const [i, verdict] of told.review.decided) state.decided[i] = verdict;
  countDecided();
}

function verdicts(i) {
  const made = element("div", "buttons verdicts");
  for (const [verdict, sign, key] of [["accept", "✓", "a"], ["reject", "✗", "r"]]) {
    const one = button("", `${sign} ${say(`page-${verdict}`)}`, () => decide(i, state.decided[i] === verdict ? undefined : verdict));
    one.dataset.verdict = verdict;
    one.setAttribute("aria-pressed", String(state.decided[i] === verdict));
    one.setAttribute("aria-keyshortcuts", key);
    one.title = `${say(`page-${verdict}`)} (${key})`;
    made.append(one);
  }
  made.dataset.of = i;
  return made;
}

/** Take a decision. Of edits that overlap one can stand: what was decided last wins. */
function decide(i, verdict) {
  const item = state.items[i];
  if (item.kind === "note") return;
  put(i, verdict);
  if (stands(i)) for (const j of beside(i)) put(j, "reject");
  unsaved = true;
  countDecided();
}

const stands = (i) => ({ change: state.decided[i] !== "reject", held: state.decided[i] === "accept" })[state.items[i].kind] ?? false;

/** The edits that stand and overlap one: they share a character, or both add something at one place. */
function beside(i) {
  const { start, end, kind } = state.items[i], found = [];
  state.items.forEach((other, j) => {
    if (kind === "change" && other.kind === "change") return;
    const meets = (start < other.end && other.start < end) || (start === end && other.start === start && other.end === start);
    if (meets && j !== i && stands(j)) found.push(j);
  });
  return found;
}

function put(i, verdict) {
  state.decided[i] = verdict;
  for (const made of state.marks[i]) {
    if (verdict) made.dataset.decided = verdict;
    else delete made.dataset.decided;
  }
  for (const box of document.querySelectorAll(`.verdicts[data-of="${i}"]`)) {
    for (const one of box.children) one.setAttribute("aria-pressed", String(one.dataset.verdict === verdict));
  }
}

/** Decide on what is shown and still open; a held edit is not accepted in the place of what stands. */
function decideShown(verdict) {
  for (const i of state.shown) {
    const { kind } = state.items[i];
    if (!state.decided[i] && !(verdict === "accept" && kind === "held" && beside(i).length)) decide(i, verdict);
  }
}

function countDecided() {
  const open = state.items.filter((item) => item.kind !== "note").length;
  byId("decided").textContent = say("page-decided", { count: number(state.decided.filter(Boolean).length), all: number(open) });
}

async function save() {
  const status = byId("saved"), decisions = state.decided.flatMap((verdict, i) => (verdict ? [[i, verdict]] : []));
  byId("save").disabled = true;
  try {
    const answer = await fetch(told.review.save, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ decisions }),
    });
    const { error, saved } = await answer.json();
    if (error) throw new Error(error);
    unsaved = false;
    status.className = "";
    status.textContent = say("page-saved", { result: saved[0], decisions: saved[1] });
  } catch (error) {
    status.className = "wrong";
    status.textContent = say("page-not-saved", { error: error.message });
  }
  byId("save").disabled = false;
}

function watchReview() {
  if (!told.review) return;
  byId("review").hidden = false;
  byId("save").addEventListener("click", save);
  byId("accept-all").addEventListener("click", () => decideShown("accept"));
  byId("reject-all").addEventListener("click", () => decideShown("reject"));
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
}
