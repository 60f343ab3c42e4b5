// Where nobody has chosen a time zone yet, the one of this browser is chosen.

const select = document.querySelector("select[data-guess-zone]");
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;

if (select?.value === "" && [...select.options].some(({ value }) => value === own)) select.value = own;
