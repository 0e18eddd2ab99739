// What a reviewer does. One action is one decision on each mark of a finding, and one step back takes it back.

const done = []; // the actions of this visit, oldest first

const progress = () => {
  if (!found.length) return "No findings to decide";
  return `${decidedCount().toLocaleString("en")} of ${found.length.toLocaleString("en")} decided`;
};

const save = (rows) => {
  isExported = false;
  if (served) for (const row of rows) unsent.set(rowKey(row), row);
  store();
  redraw();
  send();
};

const vouchAnew = (who, ids) => {
  seen.set(who, ids);
  if (served) unsentSeen.add(who);
};

// Nobody vouches for a segment in which something is open again.
const unvouch = (rows, who = reviewer) => {
  const open = new Set(rows.filter((row) => row.decision === "clear").map((row) => row.finding.segment));
  const ids = seen.get(who);
  if (!ids?.some((id) => open.has(id))) return;
  vouchAnew(who, ids.filter((id) => !open.has(id)));
};
const sameIds = (one, other) => JSON.stringify(one ?? []) === JSON.stringify(other ?? []);

const commit = (rows, words, id) => {
  const before = rows.map((row) => standing.get(row.reviewer)?.get(keyOf(row.finding)));
  const action = { rows, before, seen: seen.get(reviewer), who: reviewer, id, words };
  append(rows);
  unvouch(rows);
  done.push({ ...action, after: seen.get(reviewer) });
  save(rows);
  announce(`${words}. ${progress()}.`);
};

const undo = () => {
  const action = done.pop();
  if (!action) return announce("Nothing to undo in this visit");
  const at = nextTime(action.who);
  const rows = action.rows.map(({ finding }, number) => {
    const before = action.before[number];
    return before ? { ...before, at } : { finding, decision: "clear", reviewer: action.who, at };
  });
  append(rows);
  const isUntouched = sameIds(seen.get(action.who), action.after); // else another tab has vouched meanwhile
  if (!isUntouched) unvouch(rows, action.who);
  else if (!sameIds(action.seen, action.after)) vouchAnew(action.who, action.seen ?? []);
  save(rows);
  if (byId.has(action.id)) go(byId.get(action.id));
  announce(`Undone: ${action.words}. ${progress()}.`);
};

// Decisions need a name: the gold that is made of them says whose they are.
const named = (then) => (reviewer ? then() : askName(then));

const askName = (then) => {
  const attributes = { name: "reviewer", value: reviewer, required: true, maxlength: 100, autocomplete: "name" };
  const name = make("input", attributes);
  const hint = "It stands beside your decisions. It is asked once and stays in this browser.";
  const give = (event) => {
    event.preventDefault();
    const given = name.value.trim();
    if (!given) return name.setCustomValidity("Give a name") ?? name.reportValidity();
    becomeReviewer(given);
    box.close();
    then?.();
  };
  const next = make("button", { class: "main" }, "Go on");
  const form = make("form", { submit: give }, field("Your name", name, hint), next);
  const box = ask("Who is reviewing?", form);
  name.addEventListener("input", () => name.setCustomValidity(""));
  name.focus();
};

const becomeReviewer = (name) => {
  reviewer = name;
  remember("reviewer", name);
  redraw();
};

const decide = (item, decision, changes, words = VERDICT_WORDS[decision]) =>
  named(() => {
    if (!item.marks.length) return announce("It lies in no sentence of the text: there is nothing to decide");
    const at = nextTime(reviewer);
    const said = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    const rows = item.marks.map((finding) => ({ finding, decision, ...said, reviewer, at }));
    commit(rows, `Finding ${item.label} ${words}`, item.id);
    if (decision !== "clear" && decision !== "add") goOn(item);
  });

// Agreeing to what somebody else added is adding it too.
const adopted = ({ category, severity, suggestion, start, end }) => ({ category, severity, suggestion, start, end });

const accept = (item) => {
  if (isOwn(item)) return announce(`You added ${item.label} yourself`);
  const comment = mine(item)?.comment;
  if (item.finding) decide(item, "accept", { comment });
  else decide(item, "add", { ...adopted(item.row), comment });
};
const reject = (item) =>
  isOwn(item) ? clear(item, "removed") : decide(item, "reject", { comment: mine(item)?.comment });
const clear = (item, words = "undecided again") => decide(item, "clear", {}, words);

// Vouches for every segment, or says why not.
const readEverything = () =>
  named(() => {
    const open = undecided();
    if (open.length) {
      go(open[0]);
      const labels = open.slice(0, 20).map((item) => item.label).join(", ");
      const more = open.length > 20 ? ` and ${open.length - 20} more` : "";
      return tell("Not everything is decided", `Still open: ${labels}${more}. Decide them, then say it again.`);
    }
    const [before, after] = [seen.get(reviewer), report.segments.map((segment) => segment.id)];
    done.push({ rows: [], before: [], seen: before, after, who: reviewer, words: "everything read" });
    vouchAnew(reviewer, after);
    save([]);
    announce(`You vouch for all ${plural(report.segments.length, "segment")}`);
  });
const hasReadEverything = () => report.segments.length > 0 && seen.get(reviewer)?.length === report.segments.length;
