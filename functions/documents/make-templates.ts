// Made once, when the product is built: draws every form with the same code that draws a designer's changes, and writes it
// as the beginning of a PDF file (ISO 32000-1, 7.5.2) together with the glyphs that nearly every gift needs.
import { money } from '../domain/money.ts';
import type { Bilingual, Society } from '../domain/society.ts';
import type { DocumentForm } from './document-form.ts';
import { type DocumentFacts, type DocumentKind, TEMPLATE } from './documents.ts';
import { loadLadder } from './faces.ts';
import { FORMS } from './forms.ts';
import { codesOf, documentGlyphs } from './glyphs/drawn-glyphs.ts';
import { laddersOf, type Stores } from './glyphs/open-stores.ts';
import type { StoredFace } from './glyphs/quick-line.ts';
import type { Ladders } from './page-marks.ts';
import { writeFont, writeSqueezed } from './pdf/composite-font.ts';
import { beginFile, beginningOf, writePacked } from './pdf/pdf-file.ts';
import { squeezeWell } from './pdf/squeeze.ts';
import { srgbProfile } from './pdf/srgb.ts';
import { makeSheet, type Sheet } from './sheet.ts';
import { formatTemplate, templateName, wordsOf } from './template.ts';

/** A file to be written into the folder of what was built. */
export type BuiltFile = { readonly name: string; readonly bytes: Uint8Array };

/** The templates of a society: of each kind one for every campaign, and plain ones that draw whatever comes, with the demonstration's mark and without. */
export async function makeTemplates(society: Society, stores: Stores): Promise<readonly BuiltFile[]> {
  const [sans, serif] = await Promise.all([loadLadder('sans'), loadLadder('serif')]);
  const ladders = laddersOf(stores, { sans, serif });
  const kinds = ['receipt', 'certificate'] as const;
  const plain = kinds.flatMap((kind) =>
    [true, false].map((demonstration) =>
      makeTemplate({ kind, demonstration, words: '', specimens: specimensOf(kind, plainWords(demonstration)) }, ladders, stores),
    ),
  );
  const own = kinds.flatMap((kind) =>
    society.campaigns.map(({ name, purpose }) => {
      const words = { society, campaign: name, purpose };
      return makeTemplate({ kind, demonstration: society.demonstration, words: wordsOf(words), specimens: specimensOf(kind, words) }, ladders, stores);
    }),
  );
  return [...plain, ...own];
}

type Wish = { readonly kind: DocumentKind; readonly demonstration: boolean; readonly words: string; readonly specimens: readonly DocumentFacts[] };

function makeTemplate({ kind, demonstration, words, specimens }: Wish, ladders: Ladders, stores: Stores): BuiltFile {
  const form = FORMS[kind];
  const keys = collectKeys(form, { demonstration, specimens, ladders, stores });
  const sheets = openSheets(form, stores, keys);
  form.drawForm(sheets, ladders, demonstration);
  const file = beginFile(1 << 20);
  const colours = writeSqueezed(file, '/N 3', srgbProfile());
  const fonts = Object.entries(keys).map(([face, own], at) => {
    const { store } = stores[face as StoredFace['name']]; // the faces are those of the stores
    return [face, writeFont(file, { store, keys: own, tag: `DAYAA${'ABC'[at]}`, squeezed: true })];
  });
  const contents = sheets.map((sheet) => writeSqueezed(file, '', Buffer.from(sheet.operators.join('\n'), 'latin1')));
  writePacked(file, squeezeWell);
  const { bytes, places } = beginningOf(file);
  const head = { places, colours, contents, fonts: Object.fromEntries(fonts), keys, tags: sheets.map(({ tags }) => tags) };
  return { name: templateName({ kind, demonstration, words }), bytes: formatTemplate(head, bytes) };
}

type Keys = { readonly [face: string]: readonly number[] };

type Drawing = { readonly demonstration: boolean; readonly specimens: readonly DocumentFacts[]; readonly ladders: Ladders; readonly stores: Stores };

/** Every glyph that the form and its specimens show, so that wording has to be written down only where it is drawn. */
function collectKeys(form: DocumentForm, { demonstration, specimens, ladders, stores }: Drawing): Keys {
  const sheets = openSheets(form, stores, {});
  form.drawForm(sheets, ladders, demonstration);
  for (const specimen of specimens) form.drawValues(sheets, ladders, specimen);
  const drawn = [...(sheets[0]?.glyphs?.values() ?? [])];
  return Object.fromEntries(
    drawn.filter(({ added }) => added.size > 0).map(({ face, added }) => [face.name, [...added.keys()].sort((left, right) => left - right)]),
  );
}

function openSheets(form: DocumentForm, stores: Stores, keys: Keys): readonly Sheet[] {
  const glyphs = documentGlyphs(Object.values(stores), codesOf(keys));
  return form.pages.map(({ width, height }) => makeSheet(width, height, { glyphs }));
}

type Words = Pick<DocumentFacts, 'society' | 'campaign' | 'purpose'>;

const NOTHING: Bilingual = { zh: ' ', en: ' ' };

const plainWords = (demonstration: boolean): Words => ({
  society: { name: NOTHING, code: ' ', contact: { phone: ' ', email: ' ', address: NOTHING }, demonstration },
  campaign: NOTHING,
  purpose: NOTHING,
});

/** Gifts whose sums and times have every digit, in figures and in capitals, and whose numbers have every letter. */
function specimensOf(kind: DocumentKind, { society, campaign, purpose }: Words): readonly DocumentFacts[] {
  const { name, code, contact, demonstration } = society;
  const channel = { zh: '微信支付', en: 'WeChat Pay' };
  const facts: DocumentFacts = {
    kind,
    number: 'RC1-0123456789-K',
    recordNumber: '1-0123456789-K',
    index: 0,
    issue: 1_234_567_890,
    society: { name, code, contact, demonstration },
    donor: { kind: 'person', name: ' ' },
    money: money('CNY', 1_234_567),
    paidAtMs: Date.parse('2026-11-23T09:15:48+08:00'),
    publishedAtMs: Date.parse('2026-11-23T09:15:48+08:00'),
    channel,
    orderNo: '0123456789ABCDEFGHJKMNPQRSTVWXYZ',
    serial: '0123456789',
    campaign,
    purpose,
    branch: name,
    verifyUrl: 'https://a.example/verify.html#1',
    publicRow: `＊　${campaign.zh}　¥1.00`,
    template: TEMPLATE,
  };
  return [facts, { ...facts, money: money('CNY', 8_901_000) }];
}
