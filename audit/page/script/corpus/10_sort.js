// Tables sorted by their headings; the page is whole without this.

const names = new Intl.Collator(undefined, { numeric: true });

/** What a cell sorts by: its number where it has one, else its words. */
function valueOf(cell) {
  return cell.dataset.v === undefined ? cell.textContent : Number(cell.dataset.v);
}

function sort(table, column, direction) {
  const sign = direction === "ascending" ? 1 : -1;
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row) => ({ row, value: valueOf(row.cells[column]) }));
  rows.sort(({ value: one }, { value: other }) =>
    sign * (typeof one === "string" ? names.compare(one, other) : one - other),
  );
  body.append(...rows.map(({ row }) => row));
  [...table.tHead.rows[0].cells].forEach((head, at) => {
    if (at === column) head.setAttribute("aria-sort", direction);
    else head.removeAttribute("aria-sort");
  });
}

function turned(head) {
  const opposite = { ascending: "descending", descending: "ascending" };
  return opposite[head.getAttribute("aria-sort")] ?? head.dataset.first;
}

for (const table of document.querySelectorAll("table.sorts")) {
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    if (!head.dataset.first) return;
    const button = document.createElement("button");
    button.type = "button";
    const words = head.querySelector("span");
    button.append(...words.childNodes);
    words.append(button);
    button.addEventListener("click", () => sort(table, column, turned(head)));
  });
}
