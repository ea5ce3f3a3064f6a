import type { Lang } from '../../functions/disclosure/text.ts';
import { en } from './verify-words-en.ts';
import { type VerifyWords, zh } from './verify-words-zh.ts';

/** Words of the check page, Chinese first. A page loads those of its own language only. */
export const verifyWords: Readonly<Record<Lang, VerifyWords>> = { zh, en };
