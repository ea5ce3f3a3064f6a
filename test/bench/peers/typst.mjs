import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { FONTS } from './fonts.mjs';
import { shapesOf } from './svg.mjs';

const EVERY = 20;
const KEPT = 10;

/** typst, compiled to native code, in this process. */
export async function open() {
  const { NodeCompiler } = createRequire(import.meta.url)('@myriaddreamin/typst-ts-node-compiler');
  const compiler = NodeCompiler.create({ workspace: tmpdir(), fontArgs: [{ fontPaths: Object.values(FONTS).map(dirname) }] });
  let drawn = 0;
  return {
    async issue(pages) {
      const pdf = compiler.pdf({ mainFileContent: sourceOf(pages) });
      if (++drawn % EVERY === 0) compiler.evictCache(KEPT);
      return pdf;
    },
  };
}

const HEAD = `#set text(lang:"zh",region:"cn",top-edge:"baseline",bottom-edge:"baseline",kerning:false,cjk-latin-spacing:none,fallback:false)
#let t(f,x,y,z,c,k,s)=place(top+left,dx:x*1pt,dy:y*1pt,box(width:900pt,text(font:f,size:z*1pt,fill:rgb(c),tracking:k*1pt,s)))
`;
const FAMILIES = { sans: 'Noto Sans SC', serif: 'Noto Serif SC' };

const sourceOf = (pages) => HEAD + pages.map(pageOf).join('\n#pagebreak()\n');

function pageOf(page) {
  const { width, height, items } = page;
  const shapes = `#place(top+left,image(bytes(${quoted(shapesOf(page))}),format:"svg",width:${width}pt,height:${height}pt))`;
  const texts = items.flatMap((item) => (item.is === 'text' ? [textOf(item)] : []));
  return [`#set page(width:${width}pt,height:${height}pt,margin:0pt)`, shapes, ...texts].join('\n');
}

const textOf = ({ text, face, size, x, y, colour, spacing }) =>
  `#t("${FAMILIES[face]}",${x.toFixed(2)},${y.toFixed(2)},${size},"${colour}",${spacing ?? 0},${quoted(text)})`;

const quoted = (text) => `"${text.replace(/[\\"]/g, '\\$&')}"`;
