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

/** A rectangle by its upper left corner. */
export type Box = Place & { readonly width: number; readonly height: number };

/** Fills rectangles with one colour. */
export function fillBoxes(sheet: Sheet, boxes: readonly Box[], colour: Colour): void {
  const steps = boxes.map((box) => `${number(box.x)} ${number(sheet.height - box.y - box.height)} ${number(box.width)} ${number(box.height)} re`);
  sheet.operators.push(`${colourOf(colour, 'rg')} ${steps.join(' ')} f`);
}

const spot = (sheet: Sheet, point: Place): string => `${number(point.x)} ${number(sheet.height - point.y)}`;

const colourOf = (colour: Colour, operator: string): string => `${colour.map(number).join(' ')} ${operator}`;
