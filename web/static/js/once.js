// A form that is on its way is not sent again, however often its button is pressed on a slow connection.

const underWay = new WeakSet();

document.addEventListener("submit", (event) => {
  if (underWay.has(event.target)) event.preventDefault();
  underWay.add(event.target);
});

// Who comes back to the page with the browser's own button may send it once more.
addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form").forEach((form) => underWay.delete(form));
});
