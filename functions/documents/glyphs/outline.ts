// Reads TrueType outlines (OpenType 1.9, "glyf") as lines and cubic curves, which is how the designers of the faces drew them.

export type Point = readonly [x: number, y: number];

/** A step of a contour to a point; `controls` are there where it is a curve. */
export type Step = { readonly to: Point; readonly controls?: readonly [Point, Point] };

/** A closed line, as it goes on from its first point and back to it. */
export type Contour = { readonly from: Point; readonly steps: readonly Step[] };

/** The contours of a glyph's record, in the units of its face; none where it has no ink. */
export function contoursOf(record: Uint8Array): readonly Contour[] {
  if (record.length === 0) return [];
  const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
  const ends = Array.from({ length: view.getInt16(0) }, (_, at) => view.getUint16(10 + 2 * at));
  const points = pointsOf(view, ends);
  return ends.map((end, at) => contourOf(points.slice((ends[at - 1] ?? -1) + 1, end + 1)));
}

type Dot = { readonly point: Point; readonly on: boolean };

const ON = 1;
const REPEATS = 8;

/** Flags, then all x, then all y, each as the difference from the one before. */
function pointsOf(view: DataView, ends: readonly number[]): readonly Dot[] {
  let at = 10 + 2 * ends.length;
  at += 2 + view.getUint16(at); // instructions are left out
  const flags: number[] = [];
  while (flags.length <= (ends.at(-1) ?? -1)) {
    const flag = view.getUint8(at++);
    const times = (flag & REPEATS) === 0 ? 1 : 1 + view.getUint8(at++);
    for (let time = 0; time < times; time++) flags.push(flag);
  }
  const [xs, ys] = [
    { short: 2, same: 16 },
    { short: 4, same: 32 },
  ].map(({ short, same }) => {
    let value = 0;
    return flags.map((flag) => {
      if ((flag & short) !== 0) value += (flag & same) === 0 ? -view.getUint8(at++) : view.getUint8(at++);
      else if ((flag & same) === 0) {
        value += view.getInt16(at);
        at += 2;
      }
      return value;
    });
  });
  return flags.map((flag, one) => ({ point: [xs?.[one] ?? 0, ys?.[one] ?? 0], on: (flag & ON) !== 0 }));
}

/** Begins a contour at a point that lies on it, and gathers what lies between such points. */
function contourOf(dots: readonly Dot[]): Contour {
  const start = dots.findIndex(({ on }) => on);
  const first = dots[start];
  if (first === undefined) throw new TypeError('a contour that no point lies on');
  const steps: Step[] = [];
  let from = first.point;
  let beside: Point[] = [];
  for (const { point, on } of [...dots.slice(start + 1), ...dots.slice(0, start), first]) {
    if (!on) {
      beside.push(point);
      continue;
    }
    steps.push(...(beside.length === 0 ? [{ to: point }] : curvesOf(from, beside, point)));
    [from, beside] = [point, []];
  }
  return { from: first.point, steps };
}

/** How far a curve may lie beside the parabolas that were made of it, in units of the face. */
const ASTRAY_AT_MOST = 2;

/**
 * The curve whose halves, thirds and so on became these parabolas. Each of them begins along the curve, with its control
 * point half as far again as that of its part; where that does not give the parabolas back, each becomes a curve of its own.
 */
function curvesOf(from: Point, beside: readonly Point[], to: Point): readonly Step[] {
  const [first = from, last = to] = [beside.at(0), beside.at(-1)];
  const far = beside.length / 1.5;
  const whole: Step = { to, controls: [along(from, first, far), along(to, last, far)] };
  const parts = parabolasOf(from, beside, to);
  if (parts.length === 1 || astray(from, whole, parts) <= ASTRAY_AT_MOST) return [whole];
  return parts.map(([start, control, end]) => ({ to: end, controls: [along(start, control, 2 / 3), along(end, control, 2 / 3)] }));
}

type Parabola = readonly [from: Point, control: Point, to: Point];

/** Between two points beside a contour, one lies on it in the middle. */
function parabolasOf(from: Point, beside: readonly Point[], to: Point): readonly Parabola[] {
  const meets = beside.slice(1).map((point, at) => along(beside[at] ?? point, point, 0.5));
  return beside.map((control, at) => [at === 0 ? from : (meets[at - 1] ?? from), control, meets[at] ?? to]);
}

function astray(from: Point, { to, controls: [one, two] = [from, from] }: Step, parts: readonly Parabola[]): number {
  const distances = parts.flatMap(([start, control, end], part) =>
    [0.25, 0.5, 0.75, 1].map((at) => {
      const t = (part + at) / parts.length;
      const [line, curve] = [along(along(start, control, at), along(control, end, at), at), pointAt([from, one, two, to], t)];
      return Math.hypot(line[0] - curve[0], line[1] - curve[1]);
    }),
  );
  return Math.max(...distances);
}

function pointAt([from, one, two, to]: readonly [Point, Point, Point, Point], t: number): Point {
  const middle = along(one, two, t);
  return along(along(along(from, one, t), middle, t), along(middle, along(two, to, t), t), t);
}

const along = ([x, y]: Point, [toX, toY]: Point, part: number): Point => [x + (toX - x) * part, y + (toY - y) * part];
