import { INK } from './palette.ts';
import { type Colour, number, type Place, type Sheet } from './sheet.ts';

/** A pen for lines: width in points. */
export type Pen = { readonly colour: Colour; readonly width: number };

/** Draws an open line through points, each from the left and the top of the page. */
export function drawPath(sheet: Sheet, points: readonly Place[], pen: Pen): void {
  const steps = points.map((point, at) => `${spot(sheet, point)} ${at === 0 ? 'm' : 'l'}`);
  sheet.operators.push(`${colourOf(pen.colour, 'RG')} ${number(pen.width)} w 1 J 1 j ${steps.join(' ')} S`);
}

/** Draws separate strokes in one go; each is a pair of points. */
export function drawStrokes(sheet: Sheet, strokes: readonly (readonly [Place, Place])[], pen: Pen): void {
  const steps = strokes.map(([from, to]) => `${spot(sheet, from)} m ${spot(sheet, to)} l`);
  sheet.operators.push(`${colourOf(pen.colour, 'RG')} ${number(pen.width)} w 0 J ${steps.join(' ')} S`);
}

/** Draws a level line from a place to another x. */
export function drawRule(sheet: Sheet, from: Place & { readonly to: number }, pen: Pen): void {
  drawStrokes(sheet, [[from, { x: from.to, y: from.y }]], pen);
}

/** A rectangle by its upper left corner. */
export type Box = Place & { readonly width: number; readonly height: number };

/** Fills rectangles with one colour. */
export function fillBoxes(sheet: Sheet, boxes: readonly Box[], colour: Colour): void {
  const steps = boxes.map((box) => `${number(box.x)} ${number(sheet.height - box.y - box.height)} ${number(box.width)} ${number(box.height)} re`);
  sheet.operators.push(`${colourOf(colour, 'rg')} ${steps.join(' ')} f`);
}

/** Draws a square stencil of the page's resources in ink, its upper left corner at a place (ISO 32000-1, 8.9.6.2). */
export function drawStencil(sheet: Sheet, name: string, at: Place & { readonly size: number }): void {
  const size = number(at.size);
  sheet.operators.push(`q ${colourOf(INK, 'rg')} ${size} 0 0 ${size} ${number(at.x)} ${number(sheet.height - at.y - at.size)} cm /${name} Do Q`);
}

const spot = (sheet: Sheet, point: Place): string => `${number(point.x)} ${number(sheet.height - point.y)}`;

const colourOf = (colour: Colour, operator: string): string => `${colour.map(number).join(' ')} ${operator}`;
