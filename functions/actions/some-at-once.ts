/** What is on its way at once; each waits for the disk, and none for another. */
const AT_ONCE = 16;

/** Runs something for each of a list, sixteen at once, and gives what came of them in their order. */
export async function someAtOnce<One, Done>(list: readonly One[], run: (one: One, at: number) => Promise<Done>): Promise<readonly Done[]> {
  const done: Done[] = [];
  for (let at = 0; at < list.length; at += AT_ONCE) done.push(...(await Promise.all(list.slice(at, at + AT_ONCE).map((one, more) => run(one, at + more)))));
  return done;
}
