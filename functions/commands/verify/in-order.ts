/** Does a piece of work for each item, some ahead of the one that is waited for, and hands the results over in order. */
export async function* inOrder<Item, Result>(items: Iterable<Item>, ahead: number, work: (item: Item) => Promise<Result>): AsyncGenerator<Result> {
  const underway: Promise<Result>[] = [];
  for (const item of items) {
    const result = work(item);
    result.catch(() => undefined); // told where it is waited for
    underway.push(result);
    if (underway.length <= ahead) continue;
    const first = underway.shift();
    if (first !== undefined) yield await first;
  }
  for (const result of underway) yield await result;
}
