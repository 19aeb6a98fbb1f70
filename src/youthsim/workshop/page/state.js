// What is set stands in the address of the page and nowhere else: sharing it is sharing the state.

const listeners = [];
let params = new URLSearchParams(location.search);

export const get = (key, otherwise = "") => params.get(key) ?? otherwise;
export const entries = () => [...params.entries()];

/** What is asked, without what only says how the page looks, and with more. */
export function query(more = {}, only = ["base", "policy", "size", "lang"]) {
  const found = new URLSearchParams();
  for (const [key, value] of params) {
    if (only.includes(key) || key.startsWith("lever.") || key.startsWith("set.")) found.set(key, value);
  }
  for (const [key, value] of Object.entries(more)) found.set(key, value);
  return found.toString();
}

/** Change some keys (null takes one away) and tell everybody which. */
export function put(changes, { quiet = false } = {}) {
  const changed = [];
  for (const [key, value] of Object.entries(changes)) {
    const before = params.get(key);
    if (value === null || value === undefined) params.delete(key);
    else params.set(key, String(value));
    if (before !== params.get(key)) changed.push(key);
  }
  if (!changed.length) return;
  const shown = params.toString();
  history.replaceState(null, "", shown ? `?${shown}` : location.pathname);
  if (!quiet) for (const listener of listeners) listener(changed);
}

/** Take away every lever and parameter that was changed. */
export function clear() {
  const found = {};
  for (const [key] of params) if (key.startsWith("lever.") || key.startsWith("set.")) found[key] = null;
  return found;
}

export const onChange = (listener) => listeners.push(listener);
export const isAsked = (key) => ["base", "policy", "size"].includes(key) || key.startsWith("lever.") || key.startsWith("set.");

/** Ask the server; what it refuses is an error with its own words. */
export async function ask(address, options = {}) {
  let response = await fetch(address, options);
  if (response.status === 403) {
    // The server has been started again and does not know us: the page itself makes us known, or asks for its code.
    if (!(await fetch(location.href)).ok) location.reload();
    response = await fetch(address, options);
  }
  if (!response.ok) {
    const said = await response.json().catch(() => ({}));
    const error = new Error(said.error ?? response.statusText);
    error.status = response.status;
    throw error;
  }
  return response;
}
