/** Where a browser keeps a text under a name. */
export type Shelf = {
  readonly getItem: (name: string) => string | null;
  readonly setItem: (name: string, text: string) => void;
  readonly removeItem: (name: string) => void;
};

/** The browser's storage, or one that lasts as long as the page where the browser refuses it or it is full. */
export function openShelf(storage: () => Storage): Shelf {
  const memory = new Map<string, string>();
  const attempt = <T>(act: (kept: Storage) => T, otherwise: T): T => {
    try {
      return act(storage());
    } catch {
      return otherwise; // private mode, or storage forbidden by the visitor
    }
  };
  return {
    getItem: (name) => memory.get(name) ?? attempt((kept) => kept.getItem(name), null),
    setItem: (name, text) => {
      memory.set(name, text);
      attempt((kept) => kept.setItem(name, text), undefined);
    },
    removeItem: (name) => {
      memory.delete(name);
      attempt((kept) => kept.removeItem(name), undefined);
    },
  };
}
