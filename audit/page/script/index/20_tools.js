// What can be done with the table: sorted by its headings, narrowed by name and verdict, shown whole.

const MORE = 500; // rows: browsers lay out thousands only slowly
const said = document.getElementById("shown");
const rest = document.createElement("button");
rest.type = "button";
rest.className = "rest";

function refresh() {
  const { shown, fitting } = show();
  const of = fitting === rows.length ? "" : ` of ${rows.length.toLocaleString("en")}`;
  const articles = `${fitting.toLocaleString("en")}${of} ${rows.length === 1 ? "article" : "articles"}`;
  said.textContent = shown < fitting ? `${articles}, the first ${shown.toLocaleString("en")} shown` : articles;
  rest.textContent = `Show ${Math.min(MORE, fitting - shown).toLocaleString("en")} more`;
  rest.hidden = shown === fitting;
}

function sort(column, direction) {
  const sign = direction === "ascending" ? 1 : -1;
  rows.sort((one, other) => sign * compare(one.values[column], other.values[column]));
  body.append(...rows.map(({ row }) => row));
  heads.forEach((head, at) => {
    if (at === column) head.setAttribute("aria-sort", direction);
    else head.removeAttribute("aria-sort");
  });
  table.caption.textContent = `Sorted by: ${heads[column].textContent}.`;
  refresh();
}

function turned(head) {
  const opposite = { ascending: "descending", descending: "ascending" };
  return opposite[head.getAttribute("aria-sort")] ?? head.dataset.first;
}

function sortable(head, column) {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...head.childNodes);
  button.addEventListener("click", () => sort(column, turned(head)));
  head.append(button);
}

/** Up and down from one article's link to the next that is shown. */
function step(event) {
  const by = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
  if (!by || event.ctrlKey || event.metaKey || event.altKey || !event.target.matches("tbody a")) return;
  const links = [...body.querySelectorAll("tr:not(.far) a")];
  links[links.indexOf(event.target) + by]?.focus();
  event.preventDefault();
}
