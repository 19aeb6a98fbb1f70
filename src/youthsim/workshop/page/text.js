// The texts of the page and what is set once for all, and small helpers to make elements.

const given = JSON.parse(document.getElementById("given").textContent);
export const settings = given.settings;
const words = given.words;
const locale = settings.language === "nl" ? "nl-NL" : "en-GB";
const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const some = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
const share = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });
const days = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

export const number = (value) => (Number.isInteger(value) ? whole : some).format(value);
export const percent = (value) => share.format(value);
export const has = (name) => name in words;

/** A text with what stands in braces filled in. */
export function text(name, values = {}) {
  return (words[name] ?? name).replace(/\{(\w+)\}/g, (all, key) => (key in values ? values[key] : all));
}

/** The day so many days after a date (2015-01-01), in words. */
export function dayInWords(start, day) {
  const at = new Date(`${start}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + day);
  return days.format(at);
}

/** An element with properties and children; texts are always texts, never markup. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "class") element.className = value;
    else if (key in element && !key.includes("-")) element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

export const find = (id) => document.getElementById(id);
