import type { Sheet } from './sheet.ts';

/** Kinds of structure elements that our pages have (ISO 32000-1, 14.8.4). */
export type Role = 'H1' | 'H2' | 'P' | 'Figure' | 'TH' | 'TD';

/** One marked stretch of a page; `section` gives its place in the order of reading, `alt` stands for a figure, `row` says which row a cell is in. */
export type Tag = {
  readonly mark: number;
  readonly role: Role;
  readonly section: string;
  readonly alt?: string;
  readonly row?: string;
  readonly heads?: 'Row' | 'Column';
};

/** What is marked, before it has its number. */
export type Wish = Omit<Tag, 'mark'>;

/** Draws what readers are told, marked so that the structure can point at it (ISO 32000-1, 14.6). */
export function tagged<Drawn>(sheet: Sheet, wish: Wish, draw: () => Drawn): Drawn {
  const mark = (sheet.firstMark ?? 0) + sheet.tags.length;
  sheet.tags.push({ mark, ...wish });
  sheet.operators.push(`/${wish.role}<</MCID ${mark}>>BDC`);
  const drawn = draw();
  sheet.operators.push('EMC');
  return drawn;
}

/** Draws what only looks: readers pass over it (ISO 32000-1, 14.8.2.2). */
export function ornament(sheet: Sheet, draw: () => void): void {
  sheet.operators.push('/Artifact BMC');
  draw();
  sheet.operators.push('EMC');
}

/** Draws a stretch of a tagged text that is in English (ISO 32000-1, 14.9.2). */
export function inEnglish<Drawn>(sheet: Sheet, draw: () => Drawn): Drawn {
  sheet.operators.push('/Span<</Lang(en)>>BDC');
  const drawn = draw();
  sheet.operators.push('EMC');
  return drawn;
}
