// One box chooses all on this page; half marked where only some are chosen. Without script each has its own.

const all = document.getElementById("choose-all");
const each = [...document.querySelectorAll("input[type=checkbox][name=one]")];

function show() {
  const chosen = each.filter((box) => box.checked).length;
  all.checked = chosen === each.length;
  all.indeterminate = chosen > 0 && chosen < each.length;
}

if (all && each.length > 1) {
  all.closest("[hidden]").hidden = false;
  all.addEventListener("change", () => { for (const box of each) box.checked = all.checked; });
  for (const box of each) box.addEventListener("change", show);
  addEventListener("pageshow", show); // Back restores what was chosen
}
