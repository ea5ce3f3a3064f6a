// Attaches files to a document (ISO 32000-1, 7.11.4; ISO 19005-3, 6.8: each says how it relates to the whole). Their bytes are
// left as they are, so that any program, or a pair of eyes, can read them out of the file.
import { type PdfFile, writeObject, writeStream } from './pdf-file.ts';
import { dateString, to } from './pdf-text.ts';

/** `relation` is `Data` for what the page states, in a form for programs, and `Supplement` for what proves it. */
export type Attachment = { readonly name: string; readonly type: string; readonly relation: 'Data' | 'Supplement'; readonly bytes: Uint8Array };

/** Writes the files and gives the numbers of their specifications, in the order of their names as the name tree needs it (7.9.6). */
export function attach(file: PdfFile, attachments: readonly Attachment[], atMs: number): readonly (readonly [string, number])[] {
  const inOrder = attachments.toSorted((left, right) => (left.name < right.name ? -1 : 1));
  return inOrder.map(({ name, type, relation, bytes }) => {
    const kind = type.replace('/', '#2F');
    const stream = writeStream(file, `/Type/EmbeddedFile/Subtype/${kind}/Params<</Size ${bytes.length}/ModDate${dateString(atMs)}>>`, bytes);
    const specification = `<</Type/Filespec/F(${name})/UF(${name})/AFRelationship/${relation}/EF<</F ${to(stream)}/UF ${to(stream)}>>>>`;
    return [name, writeObject(file, specification)];
  });
}
