// Where it begins: the page is whole without this.

if (table) {
  heads.forEach(sortable);
  document.getElementById("tools").hidden = false;
  table.after(rest);
  document.getElementById("name").addEventListener("input", (event) => {
    wanted.name = event.target.value.trim().toLowerCase();
    refresh();
  });
  const buttons = [...document.querySelectorAll("[data-show]")];
  for (const button of buttons) {
    button.addEventListener("click", () => {
      wanted.state = button.dataset.show;
      for (const one of buttons) one.setAttribute("aria-pressed", String(one === button));
      refresh();
    });
  }
  rest.addEventListener("click", () => {
    wanted.most += MORE;
    refresh();
  });
  body.addEventListener("keydown", step);
  refresh();
}
