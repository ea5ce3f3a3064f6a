import type { Words } from '../domain/entry-moves.ts';
import type { Lang } from './text.ts';
import { movesEn } from './text-moves-en.ts';
import { type MoveTexts, movesZh } from './text-moves-zh.ts';

/** The wording of everything that is not a gift of money, one place per language. */
export const moveTexts: Readonly<Record<Lang, MoveTexts>> = { zh: movesZh, en: movesEn };

/** Words in a language; what nobody translated stays Chinese. */
export const inLang = (words: Words, lang: Lang): string => (lang === 'en' ? (words.en ?? words.zh) : words.zh);
