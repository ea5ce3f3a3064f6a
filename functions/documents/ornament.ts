import { MIST, PALE_SUN, SUN, TEAL } from './palette.ts';
import { type Box, drawPath, drawStrokes, fillBoxes, type Pen } from './paths.ts';
import type { Place, Sheet } from './sheet.ts';

/** A fan of fine rays over a horizon, our picture of daylight; `centre` is where the rays would meet. Angles in degrees from the right, counted upwards. */
export function drawRays(
  sheet: Sheet,
  centre: Place,
  fan: { readonly from: number; readonly to: number; readonly count: number; readonly inner: number; readonly outer: number },
): void {
  const long: [Place, Place][] = [];
  const short: [Place, Place][] = [];
  for (let ray = 0; ray < fan.count; ray++) {
    const angle = ((fan.from + ((fan.to - fan.from) * ray) / (fan.count - 1)) * Math.PI) / 180;
    const reach = ray % 4 === 0 ? fan.outer : ray % 2 === 0 ? fan.inner + (fan.outer - fan.inner) * 0.72 : fan.inner + (fan.outer - fan.inner) * 0.46;
    (ray % 2 === 0 ? long : short).push([around(centre, angle, fan.inner), around(centre, angle, reach)]);
  }
  drawStrokes(sheet, short, { colour: PALE_SUN, width: 0.5 });
  drawStrokes(sheet, long, { colour: SUN, width: 0.5 });
}

const around = (centre: Place, angle: number, radius: number): Place => ({ x: centre.x + Math.cos(angle) * radius, y: centre.y - Math.sin(angle) * radius });

/** A frame of interlaced waves between two rules, drawn along the outline of a box. */
export function drawGuilloche(sheet: Sheet, box: Box, band: { readonly width: number; readonly waves: number }): void {
  for (const phase of Array.from({ length: band.waves }, (_, at) => (at * 2 * Math.PI) / band.waves)) {
    for (const side of sidesOf(box)) drawPath(sheet, wave(side, band.width / 2, phase), { colour: MIST, width: 0.35 });
  }
  drawRules(sheet, box, band.width);
  for (const side of sidesOf(box)) drawCorner(sheet, side.from, band.width + 7);
}

/** A white square with a small sun hides where the waves of two sides meet. */
function drawCorner(sheet: Sheet, centre: Place, size: number): void {
  const square = { x: centre.x - size / 2, y: centre.y - size / 2, width: size, height: size };
  fillBoxes(sheet, [square], [1, 1, 1]);
  drawBox(sheet, square, { colour: TEAL, width: 0.8 });
  const rays = Array.from({ length: 24 }, (_, ray) => (ray * Math.PI) / 12);
  const strokes = rays.map((angle, ray): [Place, Place] => [around(centre, angle, 2.2), around(centre, angle, ray % 2 === 0 ? 6.6 : 5)]);
  drawStrokes(sheet, strokes, { colour: SUN, width: 0.5 });
}

type Side = { readonly from: Place; readonly to: Place };

function sidesOf(box: Box): readonly Side[] {
  const [left, top, right, bottom] = [box.x, box.y, box.x + box.width, box.y + box.height];
  const corners = [
    { x: left, y: top },
    { x: right, y: top },
    { x: right, y: bottom },
    { x: left, y: bottom },
  ];
  return corners.map((from, at) => ({ from, to: corners[(at + 1) % 4] ?? from }));
}

/** A sine along a side with a whole number of periods, so that the four sides meet at the corners. */
function wave({ from, to }: Side, height: number, phase: number): readonly Place[] {
  const [across, down] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(across, down);
  const periods = Math.round(length / 34);
  const steps = periods * 16;
  return Array.from({ length: steps + 1 }, (_, step) => {
    const part = step / steps;
    const turn = part * periods * 2 * Math.PI;
    const lift = Math.sin(turn + phase) * height * (0.62 + 0.38 * Math.cos(turn / 2));
    return { x: from.x + across * part - (down / length) * lift, y: from.y + down * part + (across / length) * lift };
  });
}

function drawRules(sheet: Sheet, box: Box, width: number): void {
  const half = width / 2;
  drawBox(sheet, { x: box.x - half, y: box.y - half, width: box.width + width, height: box.height + width }, { colour: TEAL, width: 0.8 });
  drawBox(sheet, { x: box.x + half, y: box.y + half, width: box.width - width, height: box.height - width }, { colour: TEAL, width: 0.35 });
}

/** The outline of a box. */
export function drawBox(sheet: Sheet, box: Box, pen: Pen): void {
  const [right, bottom] = [box.x + box.width, box.y + box.height];
  drawPath(sheet, [box, { x: right, y: box.y }, { x: right, y: bottom }, { x: box.x, y: bottom }, box], pen);
}
