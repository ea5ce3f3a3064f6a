import { createHash } from 'node:crypto';
import type { Shells } from '../../disclosure/live-pages.ts';
import type { Notebook } from './notebook.ts';

/**
 * Ways in which pages are written that this program does not write itself: frames of an earlier site, markup of an
 * earlier version. What several pages bear alike was a version; what one page bears alone was done to that page.
 */
export type PageForms = {
  /** Begins to judge a page, perhaps again. */
  readonly begin: (page: string) => void;
  readonly frame: (page: string, frame: string) => void;
  readonly markup: (page: string, compared: { readonly found: string; readonly wanted: string }) => void;
  /** Says at the end which it was; without today's shells, frames are only held against one another. */
  readonly settle: (notes: Notebook, known: { readonly shells: boolean }) => void;
};

/** Begins with none seen. */
export function seePageForms(): PageForms {
  const frames = new Map<string, string>();
  const markups = new Map<string, string>();
  return {
    begin: (page) => {
      frames.delete(page);
      markups.delete(page);
    },
    frame: (page, frame) => frames.set(page, digest(frame)),
    markup: (page, compared) => markups.set(page, copied(otherTags(compared)) || page),
    settle: (notes, { shells }) => {
      for (const pages of alike(frames)) {
        if (pages.length === 1) notes.find(...pages.map((file) => ({ code: 'page_frame_unknown' as const, file })));
        else for (const file of pages) notes.remark(shells ? 'frames_older' : 'frames_unread', { file });
      }
      for (const pages of alike(markups)) {
        if (pages.length === 1) notes.find(...pages.map((file) => ({ code: 'page_markup_differs' as const, file, detail: cut(markups.get(file)) })));
        else for (const file of pages) notes.remark('markup_older', { file, detail: cut(markups.get(file)) });
      }
    },
  };
}

/** Pages that bear one form, form by form. */
function alike(forms: ReadonlyMap<string, string>): readonly (readonly string[])[] {
  const groups = Map.groupBy([...forms], ([, form]) => form);
  return [...groups.values()].map((pages) => pages.map(([page]) => page));
}

/** The same text in memory of its own: a part of a page would keep the whole page. */
const copied = (text: string): string => Buffer.from(text).toString();

const cut = (form = ''): string => form.slice(0, 120);

const TAG = /<[^>]*>/g;

/** The tags that stand where others are wanted, each pair once; nothing where the difference is not one of tags. */
function otherTags({ found, wanted }: { readonly found: string; readonly wanted: string }): string {
  const [are, should] = [found.match(TAG) ?? [], wanted.match(TAG) ?? []];
  const pairs = are.flatMap((tag, at) => (tag === should[at] ? [] : [`${tag} ≠ ${should[at] ?? ''}`]));
  return [...new Set(pairs)].sort().join(' ');
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

const PARTS = '{{fill:title}}\u0000{{fill:path}}\u0000<!--fill:main-->';
const BOTH = { zh: PARTS, en: PARTS };

/** Shells that leave nothing but what fills them. */
export const BARE_SHELLS: Shells = { home: BOTH, today: BOTH, campaign: BOTH, disclosures: BOTH, issue: BOTH, page: BOTH };

/** What filled a bare shell. */
export function partsOf(filled: string): { readonly title: string; readonly path: string; readonly main: string } {
  const [title = '', path = '', main = ''] = filled.split('\u0000');
  return { title, path, main };
}
