// Errors that reviewers added: marked in the article, and on cards among those of the report.

// The parts of the page that a span covers: text nodes, cut where it begins and ends. Empty spans are marked apart.
const partsOf = ({ side, start, end }) => {
  const parts = [];
  const list = stretchesOf(side);
  for (const { node, at } of list.slice(indexAt(list, start))) {
    if (at >= end) break;
    let from = at;
    for (const leaf of [...leavesOf(node)]) {
      const [low, high] = [Math.max(start, from), Math.min(end, from + leaf.size)];
      if (low < high) parts.push(cut(leaf.node, low - from, high - from));
      from += leaf.size;
    }
  }
  return parts;
};

const cut = (node, start, end) => {
  if (node.nodeType !== Node.TEXT_NODE) return node;
  const units = (number) => points(node.data).slice(0, number).join("").length;
  const [first, last] = [units(start), units(end)];
  if (last < node.data.length) node.splitText(last);
  return first > 0 ? node.splitText(first) : node;
};

// Where something is missing there are no words to mark: the mark stands between them.
const gapAt = ({ side, start }) => {
  const list = stretchesOf(side);
  const { node, at } = list[indexAt(list, start)];
  const gap = make("span");
  let from = at;
  for (const leaf of leavesOf(node)) {
    if (start <= from + leaf.size) {
      if (start === from + leaf.size) leaf.node.after(gap);
      else if (start === from) leaf.node.before(gap);
      else cut(leaf.node, start - from, leaf.size).before(gap);
      return gap;
    }
    from += leaf.size;
  }
  node.append(gap);
  return gap;
};

const markAdded = (item) => {
  const span = spanOf(item.marks[0]);
  const { severity } = current(item);
  const isGap = span.start === span.end;
  const parts = isGap ? [gapAt(span)] : partsOf(span);
  const marks = parts.map((part, number) => {
    const kind = `added ${severity}${isGap ? " missing" : ""}`;
    const mark = make("mark", { class: kind, "data-finding": item.id, id: number ? null : `m${item.id}` });
    part.replaceWith(mark);
    if (!isGap) mark.append(part);
    return mark;
  });
  const word = isGap ? "added, something missing" : "added";
  marks[0]?.prepend(make("span", { class: "heard" }, `[${word}, ${SEVERITY_WORDS[severity]}: `));
  const label = `added error ${item.label}, ${SEVERITY_WORDS[severity]}`;
  marks.at(-1)?.append(make("a", { class: "ref", href: `#${item.id}`, "aria-label": label }, item.label));
};

const unmark = (id) => {
  for (const mark of textNode.querySelectorAll(`mark.added[data-finding="${id}"]`)) {
    const cell = mark.parentNode;
    for (const child of mark.querySelectorAll(":scope > .heard, :scope > .ref")) child.remove();
    mark.replaceWith(...mark.childNodes);
    cell.normalize();
  }
};

const cardAdded = (item) => {
  const { severity, category, suggestion } = current(item);
  const link = { class: "badge", href: `#m${item.id}`, "aria-label": `${item.label}, in the article` };
  const head = make("h3", null, make("a", link, item.label));
  head.append(make("span", { class: "severity" }, SEVERITY_WORDS[severity]));
  head.append(make("span", { class: "category" }, visible(category)));
  const change = changeAdded(item, suggestion);
  return make(
    "li",
    { class: `finding added ${severity}`, id: item.id, "data-finding": item.id },
    ...[head, change],
    item.row.comment ? make("p", { dir: "auto" }, visible(item.row.comment)) : null,
    make("p", { class: "small" }, "added by ", theirs(item.row.reviewer)),
  );
};

const changeAdded = (item, suggestion) => {
  const isSource = item.marks[0].side === "source";
  const tag = suggestion !== null && !isSource ? "del" : "q";
  const old = item.quote ? make(tag, { dir: "auto" }, visible(item.quote)) : null;
  const words = suggestion === "" ? "(delete)" : (suggestion && visible(suggestion));
  const fresh = suggestion === null ? null : make("ins", { dir: "auto" }, words);
  const arrow = fresh ? (old ? " → " : "insert: ") : (old ? null : "something is missing here");
  return make("p", { class: "change" }, old, arrow, fresh);
};

const drawnAdded = new Map(); // id -> the row that its card shows

const drawAdded = () => {
  countAdded();
  for (const id of [...drawnAdded.keys()]) {
    if (byId.get(id)?.row === drawnAdded.get(id)) continue;
    unmark(id);
    document.getElementById(id)?.remove();
    drawnAdded.delete(id);
    drawn.delete(id);
  }
  for (const item of added.toReversed()) {
    if (drawnAdded.has(item.id)) continue;
    markAdded(item);
    const next = items[items.indexOf(item) + 1];
    list.insertBefore(cardAdded(item), next ? document.getElementById(next.id) : null);
    drawnAdded.set(item.id, item.row);
  }
};
