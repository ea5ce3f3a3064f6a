/** Markup that is safe to send: every value in it was escaped on the way in. */
export type Html = { readonly html: string };

/** What may stand in a template: text is escaped, markup is not, nothing leaves nothing. */
export type Fragment = Html | string | number | undefined | readonly Fragment[];

/** Writes markup; whatever comes in as text is escaped, so that no name or message can become markup. */
export function html(parts: TemplateStringsArray, ...values: readonly Fragment[]): Html {
  return { html: parts.map((part, at) => part + (at < values.length ? write(values[at]) : '')).join('') };
}

/** Escapes text for elements and for attributes in double or single quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

const ENTITIES: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function write(value: Fragment): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') return String(value);
  return 'html' in value ? value.html : value.map(write).join('');
}
