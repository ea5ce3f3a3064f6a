import { Document, Font, G, Page, Path, renderToBuffer, Svg, Text } from '@react-pdf/renderer';
import { createElement } from 'react';
import { codePath } from './code-path.mjs';
import { ASCENT, DESCENT, FONTS } from './fonts.mjs';

/** @react-pdf/renderer, every text at its place and the rest of a page as one drawing. */
export async function open() {
  for (const [family, src] of Object.entries(FONTS)) Font.register({ family, src });
  Font.registerHyphenationCallback((word) => [word]);
  return { issue: (pages) => renderToBuffer(createElement(Document, {}, pages.map(pageOf))) };
}

function pageOf({ width, height, items }, key) {
  const shapes = items.flatMap((item, at) => (item.is === 'text' ? [] : [shapeOf(item, at)]));
  const texts = items.flatMap((item, at) => (item.is === 'text' ? [textOf(item, at, width)] : []));
  // A drawing as high as the page would be moved to a page of its own.
  const area = { viewBox: `0 0 ${width} ${height - 1}`, style: { position: 'absolute', left: 0, top: 0, width, height: height - 1 } };
  return createElement(Page, { key, size: [width, height] }, createElement(Svg, area, shapes), texts);
}

function shapeOf(item, key) {
  if (item.is === 'code')
    return createElement(G, { key, transform: `translate(${item.x} ${item.y})` }, createElement(Path, { d: codePath(item), fill: '#000' }));
  const paint = item.pen === undefined ? { fill: item.colour } : { fill: 'none', stroke: item.colour, strokeWidth: item.pen };
  return createElement(Path, { key, d: item.d, ...paint });
}

function textOf({ text, face, size, x, y, colour, spacing }, key, width) {
  const place = { position: 'absolute', left: x, top: y - ASCENT[face] * size, width };
  const type = { fontFamily: face, fontSize: size, lineHeight: ASCENT[face] + DESCENT[face], color: colour, ...(spacing ? { letterSpacing: spacing } : {}) };
  return createElement(Text, { key, wrap: false, style: { ...place, ...type } }, text);
}
