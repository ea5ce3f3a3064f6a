import { Parser } from 'saxen';

/** An element of a document, its name without prefix; `text` is what stands directly in it, trimmed. */
export type Element = {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
};

type Open = { name: string; attributes: Readonly<Record<string, string>>; children: Element[]; text: string };

const DEEPEST = 64;

/** Reads a document as a tree; nothing where it is not well-formed. Document types, and with them entities of one's own, are not followed. */
export function readXml(text: string): Element | undefined {
  const root: Open = { name: '', attributes: {}, children: [], text: '' };
  const open: Open[] = [root];
  let broken = false;
  new Parser()
    .on('error', () => {
      broken = true;
    })
    .on('openTag', (name, attributes) => {
      open.push({ name: name.slice(name.indexOf(':') + 1), attributes: attributes(), children: [], text: '' });
      if (open.length > DEEPEST) broken = true;
    })
    .on('text', (said, decode) => append(open, decode(said)))
    .on('cdata', (said) => append(open, said))
    .on('closeTag', () => {
      const closed = open.pop();
      if (closed !== undefined) open.at(-1)?.children.push({ ...closed, text: closed.text.trim() });
    })
    .parse(text);
  return broken || open.length !== 1 || root.children.length !== 1 ? undefined : root.children[0];
}

function append(open: readonly Open[], said: string): void {
  const element = open.at(-1);
  if (element !== undefined) element.text += said;
}

/** The elements at a path below one, `Ntry` or `Refs/EndToEndId`. */
export function elementsAt(element: Element, path: string): readonly Element[] {
  return path.split('/').reduce<readonly Element[]>((all, name) => all.flatMap(({ children }) => children.filter((child) => child.name === name)), [element]);
}

/** The first text at one of these paths that is not empty; an empty text where there is none. */
export function textAt(element: Element, ...paths: readonly string[]): string {
  return paths.flatMap((path) => elementsAt(element, path)).find(({ text }) => text !== '')?.text ?? '';
}
