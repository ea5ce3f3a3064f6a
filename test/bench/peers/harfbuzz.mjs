// HarfBuzz's subsetter with the faces kept open, so that a document costs a plan and a copy and not the parsing of a font.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const LAYOUT = ['GPOS', 'GSUB', 'GDEF', 'BASE', 'vhea', 'vmtx', 'VORG', 'STAT', 'gasp'];

export async function openSubsetter(fonts) {
  const wasm = readFileSync(fileURLToPath(import.meta.resolve('harfbuzzjs/dist/harfbuzz-subset.wasm')));
  const { exports: hb } = (await WebAssembly.instantiate(wasm)).instance;
  hb._initialize?.();
  const faces = Object.fromEntries(Object.entries(fonts).map(([name, file]) => [name, openFace(hb, readFileSync(file))]));
  return (name, text) => subset(hb, faces[name], text);
}

function openFace(hb, bytes) {
  const at = hb.malloc(bytes.length);
  new Uint8Array(hb.memory.buffer).set(bytes, at);
  return hb.hb_face_create(hb.hb_blob_create(at, bytes.length, 2, 0, 0), 0);
}

function subset(hb, face, text) {
  const input = hb.hb_subset_input_create_or_fail();
  hb.hb_set_clear(hb.hb_subset_input_set(input, 6));
  hb.hb_subset_input_set_flags(input, 0x201);
  // With its layout tables pdf-lib would spread the digits of a Latin line apart.
  const dropped = hb.hb_subset_input_set(input, 3);
  for (const tag of LAYOUT) hb.hb_set_add(dropped, Buffer.from(tag).readUInt32BE());
  const wanted = hb.hb_subset_input_unicode_set(input);
  for (const character of text) hb.hb_set_add(wanted, character.codePointAt(0));
  const made = hb.hb_subset_or_fail(face, input);
  hb.hb_subset_input_destroy(input);
  const blob = hb.hb_face_reference_blob(made);
  const bytes = Buffer.from(new Uint8Array(hb.memory.buffer, hb.hb_blob_get_data(blob, 0), hb.hb_blob_get_length(blob)));
  hb.hb_blob_destroy(blob);
  hb.hb_face_destroy(made);
  return bytes;
}
