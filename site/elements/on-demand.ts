// Loaded when somebody brings a document, a code or a name: most visitors bring a number and need none of it.
export { readDigits, readHeldFiles } from './held-proof.ts';
export { compareName } from './verify-compare.ts';
export { verifyHeld } from './verify-held.ts';
