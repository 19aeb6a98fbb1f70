// Where organisations stand in the picture, wide or tall, and how families find room in them.

import { has, text } from "./text.js";

export const LEVELS = 8; // a code is level + LEVELS * (2 * node + waits)
const WIDE = {
  width: 1000, height: 600,
  home: [10, 30, 235, 560], local: [300, 58, 155, 532], provider: [515, 58, 140, 190], veilig_thuis: [515, 300, 140, 110],
  ekc_office: [515, 478, 140, 112], bjz: [700, 58, 125, 190], early: [700, 58, 125, 190], gi: [868, 58, 124, 190],
  rvdk: [700, 300, 125, 110], court: [700, 478, 125, 112], placed: [868, 300, 124, 110],
};
const TALL = {
  width: 480, height: 850, home: [8, 28, 464, 190], local: [34, 282, 180, 318], provider: [262, 282, 210, 120],
  bjz: [262, 456, 210, 44], early: [262, 456, 210, 44], gi: [262, 554, 210, 46], veilig_thuis: [34, 662, 118, 62],
  rvdk: [194, 662, 118, 62], court: [354, 662, 118, 62], placed: [354, 780, 118, 62], ekc_office: [34, 780, 118, 62],
};
const DOT = 4.2; // the largest radius of a dot
const QUEUE = 22; // width of the strip left of a box in which families wait
const TITLE = 16;
const NAME = 20; // room for the name of a local team in its row

/** The layout for a canvas of this width, for one era and its areas. */
export function layoutFor(width, about) {
  const plan = width < 640 ? TALL : WIDE;
  const boxes = new Map();
  for (const node of about.nodes) {
    if (!plan[node] || (node === "bjz" && about.era !== "wjz2005")) continue;
    if (node === "early" && about.era === "wjz2005") continue; // it is where Bureau Jeugdzorg stood
    const [x, y, w, h] = plan[node];
    boxes.set(node, { node, x, y, w, h, title: titleOf(node, about.era) });
  }
  return { width: plan.width, height: plan.height, boxes, tall: plan === TALL };
}

export function titleOf(node, era) {
  const named = `node_${node}_${era}`;
  return text(has(named) ? named : `node_${node}`);
}

/** The spots of a node: `n` places in a box in rows, with room for `n` families whatever that number is. */
function spot(box, place, n, radius) {
  const { x, y, w, h } = box;
  let step = radius * 2 + 1.6;
  while (step > 1.2 && Math.floor(w / step) * Math.floor(h / step) < n) step *= 0.94;
  const columns = Math.max(1, Math.floor(w / step));
  return [x + step * (0.5 + (place % columns)), y + step * (0.5 + Math.floor(place / columns)), Math.min(radius, step / 2)];
}

/** Where every family has to be: [x, y, radius] for each place in the population. */
export function targets(layout, about, codes) {
  const inside = new Map();
  const rooms = new Map();
  const found = new Array(codes.length);
  for (let place = 0; place < codes.length; place += 1) {
    const code = codes[place];
    const level = code % LEVELS;
    const rest = Math.floor(code / LEVELS);
    const node = about.nodes[rest >> 1];
    const waits = rest & 1;
    if (node === "home") {
      found[place] = spot(layout.boxes.get("home"), place, codes.length, DOT);
      if (level > 2) found[place][2] *= 1.2;
      continue;
    }
    const box = layout.boxes.get(node) ?? layout.boxes.get("local");
    const key = `${box.node}.${box.node === "local" ? about.area_of[place] : ""}.${waits}`;
    if (!inside.has(key)) inside.set(key, []);
    inside.get(key).push(place);
    if (!rooms.has(key)) rooms.set(key, roomOf(box, about, about.area_of[place], waits));
  }
  for (const [key, places] of inside) {
    places.forEach((place, number) => { found[place] = spot(rooms.get(key), number, places.length, DOT); });
  }
  return found;
}

/** The room in a box for who is served, or beside it for who waits; a local team has a row for each area. */
export function roomOf(box, about, area, waits) {
  let { x, y, w, h } = box;
  if (box.node === "local") {
    const row = h / about.areas.length;
    y += row * area;
    h = row;
  }
  const title = box.node === "local" ? Math.min(NAME, h * 0.42) : TITLE;
  if (waits) return { x: x - QUEUE, y: y + 2, w: QUEUE - 3, h: h - 4 };
  return { x: x + 4, y: y + title, w: w - 8, h: Math.max(4, h - title - 7) };
}
