// Between places in the page and offsets in the texts: [data-at] says where its first character stands.

const OUTSIDE = ".heard, .ref, .tag"; // in the page, but not in the text

let stretches = null; // side -> elements with [data-at], in the order of the text
const stretchesOf = (side) => {
  if (!stretches) {
    stretches = { target: [], source: [] };
    for (const node of textNode.querySelectorAll("[data-at]")) {
      stretches[node.closest("[data-side]").dataset.side].push({ node, at: Number(node.dataset.at) });
    }
    for (const list of Object.values(stretches)) list.sort((one, other) => one.at - other.at);
  }
  return stretches[side];
};

// What a stretch is made of: its text nodes, and elements that stand for characters which do not show.
function* leavesOf(node) {
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) yield { node: child, size: points(child.data).length };
    else if (child.matches(".odd")) yield { node: child, size: Number(child.dataset.n) };
    else if (!child.matches(OUTSIDE)) yield* leavesOf(child);
  }
}

// The last stretch that begins at or before an offset.
const indexAt = (list, offset) => {
  const after = list.findIndex((stretch) => stretch.at > offset);
  return Math.max(0, (after < 0 ? list.length : after) - 1);
};

// The offset at which a boundary of a selection lies; one inside of what does not show takes all of it.
const offsetIn = (node, container, offset, isEnd) => {
  const boundary = document.createRange();
  boundary.setStart(container, offset);
  let at = Number(node.dataset.at);
  for (const leaf of leavesOf(node)) {
    if (leaf.node === container) return at + points(container.data.slice(0, offset)).length;
    if (leaf.node.contains(container)) return at + (isEnd ? leaf.size : 0);
    if (boundary.comparePoint(leaf.node, 0) >= 0) return at;
    at += leaf.size;
  }
  return at;
};

const trimmed = ({ side, start, end }) => {
  const text = slice(report.article[side].text, start, end);
  const lead = points(text).length - points(text.trimStart()).length;
  const trail = points(text).length - points(text.trimEnd()).length;
  return text.trim() ? { side, start: start + lead, end: end - trail } : { side, start, end };
};

// What is selected in the article, {side, start, end}; null where nothing is. Of two sides the one it began in counts.
const selectedSpan = () => {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(textNode)) return null;
  const within = range.commonAncestorContainer;
  const around = textNode.contains(within) ? (within.closest ? within : within.parentElement) : textNode;
  const near = around.closest("[data-at]") ?? around;
  const inside = near.matches("[data-at]") ? [near] : [...near.querySelectorAll("[data-at]")];
  const touched = inside.filter((node) => range.intersectsNode(node));
  if (!touched.length) return null;
  const begun = selection.anchorNode.parentElement?.closest("[data-side]") ?? touched[0].closest("[data-side]");
  const { side } = begun.dataset;
  const own = touched.filter((node) => node.closest("[data-side]").dataset.side === side);
  if (!own.length) return null;
  const start = offsetIn(own[0], range.startContainer, range.startOffset, false);
  const end = offsetIn(own.at(-1), range.endContainer, range.endOffset, true);
  return end > start ? trimmed({ side, start, end }) : null;
};

// A span as marks of a review: a piece in each segment that it touches.
const piecesOf = ({ side, start, end }) => {
  const pieces = [];
  const taken = new Set(); // a source that several segments share is marked once
  for (const segment of report.segments) {
    const own = side === "source" ? segment.source : segment;
    if (!own || taken.has(own.start) || !(own.start < end && start < own.end)) continue;
    taken.add(own.start);
    const [from, to] = [Math.max(start, own.start), Math.min(end, own.end)];
    pieces.push({ segment: segment.id, side, start: from - own.start, end: to - own.start });
  }
  return pieces;
};
