import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { ASCENT, DESCENT, FONTS } from './fonts.mjs';
import { shapesOf } from './svg.mjs';

const POINTS_TO_PIXELS = 4 / 3;

/** Chromium printing a page that stays open; which one is the portal's choice (`test/support/chromium.ts`). */
export async function open({ executablePath, args, env }) {
  const folder = mkdtempSync(join(tmpdir(), 'daylight-peers-'));
  writeFileSync(join(folder, 'empty.html'), '');
  const browser = await chromium.launch({ executablePath, args, env });
  const page = await browser.newPage();
  await page.goto(pathToFileURL(join(folder, 'empty.html')).href);
  const close = async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { issue: (pages) => print(page, pages), close };
}

async function print(page, pages) {
  const [{ width, height }] = pages;
  await page.setContent(STYLE(width, height) + pages.map(sectionOf).join(''));
  await page.evaluate(() => document.fonts.ready.then(() => true));
  return page.pdf({ preferCSSPageSize: true, printBackground: true, width: `${width * POINTS_TO_PIXELS}px`, height: `${height * POINTS_TO_PIXELS}px` });
}

const STYLE = (width, height) => `<!doctype html><html lang=zh-CN><style>@page{size:${width}pt ${height}pt;margin:0}
${Object.entries(FONTS)
  .map(([face, file]) => `@font-face{font-family:${face};src:url("${pathToFileURL(file).href}")}`)
  .join('')}
html,body{margin:0}section{position:relative;overflow:hidden;break-after:page;font-kerning:none;text-spacing-trim:space-all;text-autospace:no-autospace}
svg,i{position:absolute;left:0;top:0}i{font-style:normal;white-space:pre}</style>`;

function sectionOf(page) {
  const texts = page.items.flatMap((item) => (item.is === 'text' ? [textOf(item)] : []));
  const shapes = shapesOf(page).replace(/ width="([\d.]+)" height="([\d.]+)"/, ' width="$1pt" height="$2pt"');
  return `<section style="width:${page.width}pt;height:${page.height - 1}pt">${shapes}${texts.join('')}</section>`;
}

function textOf({ text, face, size, x, y, colour, spacing }) {
  const type = `font:${size}pt/${ASCENT[face] + DESCENT[face]} ${face};color:${colour};letter-spacing:${spacing ?? 0}pt`;
  return `<i style="left:${x.toFixed(2)}pt;top:${(y - ASCENT[face] * size).toFixed(2)}pt;${type}">${text.replace(/[<>&]/g, (one) => `&#${one.charCodeAt(0)};`)}</i>`;
}
