/** Finds the one element that the markup promises under `root`; throws where markup and script do not fit together. */
export function part<T extends Element>(root: ParentNode, selector: string, kind: new () => T): T {
  const found = root.querySelector(selector);
  if (!(found instanceof kind)) throw new Error(`the page lacks ${selector}`);
  return found;
}

/** The value of the chosen radio button of this name; empty where none is chosen. */
export function chosen(root: ParentNode, name: string): string {
  const found = root.querySelector(`input[name="${name}"]:checked`);
  return found instanceof HTMLInputElement ? found.value : '';
}
