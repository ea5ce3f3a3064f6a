// Makes streams smaller (ISO 32000-1, 7.4.4).
import { deflateSync } from 'node:zlib';
import { zlibSync } from 'fflate';

/** Squeezes as far as it goes, in JavaScript, since a machine's own zlib differs from another's by a few bytes. */
export const squeezeWell = (bytes: Uint8Array): Uint8Array => zlibSync(bytes, { level: 9 });

/** Squeezes in less time than the bytes saved take to be hashed and stored; what comes out is small. */
export const squeezeQuickly = (bytes: Uint8Array): Uint8Array => deflateSync(bytes, { level: 3, chunkSize: 4096 });
