import { MIST, PALE_SUN, SUN, TEAL } from './palette.ts';
import { type Box, drawPath, drawStrokes, fillBoxes, type Pen } from './paths.ts';
import { number, type Place, type Sheet } from './sheet.ts';

/** A fan of fine rays over a horizon, our picture of daylight; `centre` is where the rays would meet. Angles in degrees from the right, counted upwards. */
export function drawRays(sheet: Sheet, centre: Place, fan: Fan): void {
  if (sheet.glyphs !== undefined) {
    turnRays(sheet, centre, fan);
    return;
  }
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

type Fan = { readonly from: number; readonly to: number; readonly count: number; readonly inner: number; readonly outer: number };

/**
 * The same fan on a page that our own writer writes: the page is turned under the pen, so that a compressed file holds each
 * kind of ray about once.
 */
function turnRays(sheet: Sheet, { x, y }: Place, { from, to, count, inner, outer }: Fan): void {
  const step = (to - from) / (count - 1);
  const reaching = (part: number) => `${number(inner)} 0 m ${number(inner + (outer - inner) * part)} 0 l S`;
  const [whole, half, short] = [reaching(1), reaching(0.72), reaching(0.46)];
  for (const [colour, first, rays] of [
    [PALE_SUN, 1, [short]],
    [SUN, 0, [whole, half]],
  ] as const) {
    sheet.operators.push(`q 1 0 0 1 ${number(x)} ${number(sheet.height - y)} cm`, `${colour.map(number).join(' ')} RG 0.5 w 0 J`, turn(from + first * step));
    for (let ray = first; ray < count; ray += 2) sheet.operators.push(rays[((ray - first) / 2) % rays.length] ?? '', turn(2 * step));
    sheet.operators.push('Q');
  }
}

/** Turns the page by an angle in degrees, counted upwards (ISO 32000-1, 8.3.3). */
function turn(degrees: number): string {
  const [cosine, sine] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return `${[cosine, sine, -sine, cosine].map((value) => value.toFixed(6)).join(' ')} 0 0 cm`;
}

const around = (centre: Place, angle: number, radius: number): Place => ({ x: centre.x + Math.cos(angle) * radius, y: centre.y - Math.sin(angle) * radius });

/** Length of the piece of waves that is drawn again and again, in points before it is fitted to a side. */
const PIECE = 68;

/**
 * A frame of interlaced waves between two rules, drawn along the outline of a box. Every piece has the same operators under
 * another matrix (ISO 32000-1, 8.3), so that a compressed file holds it about once.
 */
export function drawGuilloche(sheet: Sheet, box: Box, band: { readonly width: number; readonly waves: number }): void {
  const phases = Array.from({ length: band.waves }, (_, at) => (at * 2 * Math.PI) / band.waves);
  const piece = phases.map((phase) => strokeOf(wave(band.width / 2, phase))).join(' ');
  sheet.operators.push(`q ${MIST.map(number).join(' ')} RG 0.35 w 1 J 1 j`);
  for (const side of sidesOf(box)) {
    const [across, down] = [side.to.x - side.from.x, side.to.y - side.from.y];
    const length = Math.hypot(across, down);
    const pieces = Math.round(length / PIECE);
    const stretch = length / pieces / PIECE;
    const along = [(across / length) * stretch, (-down / length) * stretch, -down / length, -across / length];
    sheet.operators.push(`q ${along.map(number).join(' ')} ${number(side.from.x)} ${number(sheet.height - side.from.y)} cm`);
    for (let at = 0; at < pieces; at++) sheet.operators.push(piece, `1 0 0 1 ${PIECE} 0 cm`);
    sheet.operators.push('Q');
  }
  sheet.operators.push('Q');
  drawRules(sheet, box, band.width);
  for (const side of sidesOf(box)) drawCorner(sheet, side.from, band.width + 7);
}

const strokeOf = (points: readonly Place[]): string => `${points.map(({ x, y }, at) => `${number(x)} ${number(y)} ${at === 0 ? 'm' : 'l'}`).join(' ')} S`;

/** A white square with a small sun hides where the waves of two sides meet; every corner has the same operators in its own place. */
function drawCorner(sheet: Sheet, centre: Place, size: number): void {
  const origin = { x: 0, y: sheet.height };
  sheet.operators.push(`q 1 0 0 1 ${number(centre.x)} ${number(sheet.height - centre.y)} cm`);
  const square = { x: origin.x - size / 2, y: origin.y - size / 2, width: size, height: size };
  fillBoxes(sheet, [square], [1, 1, 1]);
  drawBox(sheet, square, { colour: TEAL, width: 0.8 });
  const rays = Array.from({ length: 24 }, (_, ray) => (ray * Math.PI) / 12);
  const strokes = rays.map((angle, ray): [Place, Place] => [around(origin, angle, 2.2), around(origin, angle, ray % 2 === 0 ? 6.6 : 5)]);
  drawStrokes(sheet, strokes, { colour: SUN, width: 0.5 });
  sheet.operators.push('Q');
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

/** Two periods of a sine that swells and ebbs, on a line of its own; it ends as it begins, so that pieces join. */
function wave(height: number, phase: number): readonly Place[] {
  return Array.from({ length: 33 }, (_, step) => {
    const turn = (step / 32) * 4 * Math.PI;
    return { x: (step / 32) * PIECE, y: Math.sin(turn + phase) * height * (0.62 + 0.38 * Math.cos(turn / 2)) };
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
