import { expect, test } from 'vitest';
import { displayList } from '../bench/documents/display-list.ts';
import { madeDonor } from '../bench/documents/made-donors.ts';
import { drawUnsigned, factsOf } from './facts.ts';
import { compareInk, drawOutlines } from './outlines.ts';
import { cropOf, pixelsOf, qrOf, textOf } from './pdf-reading.ts';

const SCALE = 2;
/** Where the code stands, in pixels, white around it included. */
const CODE = { left: 210, top: 878, size: 198 };

const readable = (text: string): string => text.replace(/\s/g, '');

// All thousand donors, both documents and every line of them are in `npm run bench -- documents`.
test.each(Array.from({ length: 40 }, (_, at) => madeDonor(at)))('the certificate of $name shows and says the name, and its code is read', async (donor) => {
  const facts = factsOf('certificate', { donor });
  const pdf = await drawUnsigned(facts);
  const page = await pixelsOf(pdf, SCALE);
  const salutation = `${donor.name}：`;
  expect(readable(await textOf(pdf))).toContain(readable(salutation));
  const [front] = displayList(facts);
  const line = front?.items.find((item) => item.is === 'text' && item.text === salutation);
  if (front === undefined || line?.is !== 'text') return expect.unreachable('the salutation is not on one line');
  const { pixels, width } = await drawOutlines(salutation, { width: front.width, height: 300, ...line }, SCALE);
  const area = { left: line.x * SCALE - 2, right: (line.x + width) * SCALE + 2, top: (line.y - line.size) * SCALE, bottom: (line.y + line.size / 4) * SCALE };
  const ink = compareInk(page, pixels, area);
  expect(ink.ink).toBeGreaterThan(100);
  expect(ink.astray).toBeLessThan(0.005);
  expect(Math.abs(ink.ink / ink.other - 1)).toBeLessThan(0.1);
  expect(qrOf(cropOf(page, CODE))).toBe(facts.verifyUrl);
});
