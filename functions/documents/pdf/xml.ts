const ESCAPES: { readonly [character: string]: string } = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' };

/** A text as XML holds it between tags or quotation marks. */
export const escapeXml = (text: string): string => text.replace(/[<>&"]/g, (character) => ESCAPES[character] ?? character);
