import { codePath } from './code-path.mjs';

/** Everything of a page but its text, as SVG. */
export function shapesOf({ width, height, items }) {
  const shapes = items.map((item) => {
    if (item.is === 'path') {
      const paint = item.pen === undefined ? `fill="${item.colour}"` : `fill="none" stroke="${item.colour}" stroke-width="${item.pen}"`;
      return `<path d="${item.d}" ${paint}/>`;
    }
    return item.is === 'code' ? `<path transform="translate(${item.x} ${item.y})" d="${codePath(item)}" fill="#000"/>` : '';
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${shapes.join('')}</svg>`;
}
