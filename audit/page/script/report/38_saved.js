// Whether what was decided is safe, said quietly while it is and loudly when it is not.

const savedLine = make("span", { class: "saved" });
const alarmLine = make("p", { class: "unsaved", role: "alert", hidden: true });

const waiting = () => {
  if (!unsent.size) return "It is tried again";
  const where = storageTrouble ? "in this page only" : "in this browser";
  const [waits, is] = unsent.size === 1 ? ["waits", "is"] : ["wait", "are"];
  return `${plural(unsent.size, "decision")} ${waits} ${where} and ${is} sent again`;
};

const troubleNow = () => {
  if (served) {
    if (!serverTrouble) return null;
    return `Not saved: ${serverTrouble}. ${waiting()}. Keep this page open, or export the review.`;
  }
  if (!storageTrouble) return null;
  return `Not saved: this browser keeps nothing for this page, ${storageTrouble}. Export the review before you leave.`;
};

const savedWords = () => {
  if (troubleNow()) return "not saved";
  if (served) return isUnsent() || !isLoaded ? "saving …" : "saved to the review file";
  return log.length ? "kept in this browser" : "";
};

const showSaved = () => {
  const trouble = troubleNow();
  document.body.dataset.saved = trouble || (served && isUnsent()) ? "no" : "yes";
  savedLine.textContent = savedWords();
  alarmLine.hidden = !trouble;
  if (alarmLine.firstChild?.data === trouble) return; // or it would be read out again
  alarmLine.replaceChildren(trouble ?? "");
  if (trouble && served) alarmLine.append(" ", button("Try again", send));
};

const isAtRisk = () => {
  if (document.querySelector("form.edit[data-changed]")) return true;
  return served ? isUnsent() : storageTrouble !== null && !isExported;
};

addEventListener("beforeunload", (event) => {
  if (isAtRisk()) event.preventDefault();
});
addEventListener("online", () => send());

// What another tab has decided. Some browsers tell a tab in the background nothing: it looks when it is seen again.
const lookAgain = () => {
  try {
    if (!takeIn(localStorage.getItem(STORE))) return;
  } catch {
    return; // not ours to read: the next decision writes it anew
  }
  if (storedRows < kept().log.length) store(); // the other one wrote over ours without having seen it
  redraw();
  if (served) send();
};
addEventListener("storage", (event) => event.key === STORE && lookAgain());
addEventListener("focus", lookAgain);
document.addEventListener("visibilitychange", lookAgain);
