import type { Colour } from './sheet.ts';

/** Text and codes. */
export const INK: Colour = [0.1, 0.12, 0.14];
/** Second language, labels. */
export const GREY: Colour = [0.36, 0.39, 0.42];
/** Rules between rows. */
export const HAIR: Colour = [0.82, 0.84, 0.84];
/** The quiet blue-green of the house. */
export const TEAL: Colour = [0.05, 0.37, 0.4];
/** The same as a thin line on paper. */
export const MIST: Colour = [0.62, 0.76, 0.76];
/** Daylight: line work only, never text. */
export const SUN: Colour = [0.93, 0.72, 0.2];
export const PALE_SUN: Colour = [0.97, 0.88, 0.62];
/** Ground of the amount and of the demonstration mark. */
export const WASH: Colour = [0.957, 0.969, 0.965];
