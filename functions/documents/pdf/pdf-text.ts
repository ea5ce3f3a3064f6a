// Writes the small values of PDF: text strings, dates, numbers (ISO 32000-1, 7.9).
import { dayOf, shanghaiTime } from '../../domain/time.ts';
import { utf16 } from '../embed-face.ts';

/** A text string (7.9.2.2): as it is where it has only letters and digits of ASCII, else as UTF-16BE. */
export const textString = (text: string): string => (/^[\w .,:;@/#-]*$/.test(text) ? `(${text})` : `<FEFF${utf16(text)}>`);

/** A date (7.9.4) in Beijing time. */
export const dateString = (atMs: number): string => `(D:${dayOf(atMs).replaceAll('-', '')}${shanghaiTime(atMs).replaceAll(':', '')}+08'00')`;

/** A reference to an object (7.3.10). */
export const to = (number: number): string => `${number} 0 R`;
