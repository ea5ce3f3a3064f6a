import type { BillNumbers } from '../../domain/fiscal-bill.ts';
import type { Book, Row, RowWrite } from './book.ts';
import type { BillAnswer, BillFormat, BillWish, FiscalBills, RedWish } from './fiscal-bill.ts';

/** Something for a clerk to do on the finance platform's own page. */
export type Task = { readonly what: 'bill'; readonly wish: BillWish } | { readonly what: 'red'; readonly wish: RedWish };

/** What the clerk brings back for one of our numbers; `file` is of a bill, never of a red bill. */
export type GivenBack =
  | { readonly ourNo: string; readonly bill: BillNumbers; readonly format?: BillFormat }
  | { readonly ourNo: string; readonly refused: string };

/** `known`: brought back before, nothing changed. `differs`: something else was brought back before. `unknown`: nobody asked for that number. */
export type TakenBack = 'taken' | 'known' | 'unknown' | 'differs';

type Done = { readonly what: Task['what']; readonly given: GivenBack };

export type ManualSettings = {
  readonly book: Book;
  /** The bytes that were brought back with a bill. */
  readonly readBytes: (file: { readonly billNo: string; readonly format: BillFormat }) => Promise<Uint8Array | undefined>;
};

/**
 * Is issued by hand: what is asked for waits in a list until a clerk has typed it into the platform's own page and brings
 * the numbers and the file back. Every society can work like this from the first day.
 */
export function manualBills({ book, readBytes }: ManualSettings): FiscalBills {
  return {
    id: 'manual',
    issue: (wish) => wait(book, wish.billNo, { what: 'bill', wish }),
    find: async ({ billNo, redNo }) => {
      const [bill, red] = [await answerOf(book, billNo), redNo === undefined ? undefined : await answerOf(book, redNo)];
      if (bill?.state === 'issued' && red?.state === 'issued') return { state: 'reversed', bill: bill.bill, red: red.bill };
      return bill ?? { state: 'unknown' };
    },
    reverse: async (wish) => {
      const answer = await wait(book, wish.redNo, { what: 'red', wish });
      if (answer.state === 'issued') return { state: 'reversed', red: answer.bill };
      return answer.state === 'rejected' ? { state: 'refused', words: answer.words } : { state: 'under_way' };
    },
    stock: async () => ({ state: 'untold' }),
    readFile: async ({ billNo }) => {
      const row = await book.read(doneKey(billNo));
      const given = row === undefined ? undefined : readDone(row).given;
      if (given === undefined || !('bill' in given) || given.format === undefined) return undefined;
      const bytes = await readBytes({ billNo, format: given.format });
      return bytes === undefined ? undefined : { format: given.format, bytes };
    },
  };
}

/** What waits for a clerk, in order of our numbers. */
export async function listTasks(book: Book): Promise<readonly Task[]> {
  return (await book.list('open/')).map(readTask);
}

/** Tells what a number of ours would meet, without changing anything. */
export async function judgeGiven(book: Book, given: GivenBack): Promise<TakenBack> {
  const done = await book.read(doneKey(given.ourNo));
  if (done !== undefined) return JSON.stringify(readDone(done).given) === JSON.stringify(given) ? 'known' : 'differs';
  return (await book.read(openKey(given.ourNo))) === undefined ? 'unknown' : 'taken';
}

/** Takes back what a clerk brought; the same again changes nothing (M6). */
export async function takeGiven(book: Book, given: GivenBack): Promise<TakenBack> {
  const open = await book.read(openKey(given.ourNo));
  if (open === undefined) return judgeGiven(book, given);
  const done: Done = { what: readTask(open).what, given };
  const writes: readonly RowWrite[] = [
    { key: openKey(given.ourNo), was: open.turn, text: undefined },
    { key: doneKey(given.ourNo), was: 0, text: JSON.stringify(done) },
  ];
  return (await book.write(writes)) ? 'taken' : judgeGiven(book, given); // somebody else brought it at the same moment
}

const openKey = (ourNo: string): string => `open/${ourNo}`;
const doneKey = (ourNo: string): string => `done/${ourNo}`;

function readTask({ text }: Row): Task {
  const task: Task = JSON.parse(text);
  return task;
}

function readDone({ text }: Row): Done {
  const done: Done = JSON.parse(text);
  return done;
}

/** Puts a task on the list unless it stands there or was done; then says what became of it. */
async function wait(book: Book, ourNo: string, task: Task): Promise<BillAnswer> {
  const answer = await answerOf(book, ourNo);
  if (answer !== undefined) return answer;
  await book.write([{ key: openKey(ourNo), was: 0, text: JSON.stringify(task) }]);
  return (await answerOf(book, ourNo)) ?? { state: 'unavailable' };
}

async function answerOf(book: Book, ourNo: string): Promise<BillAnswer | undefined> {
  const done = await book.read(doneKey(ourNo));
  if (done !== undefined) {
    const { given } = readDone(done);
    return 'bill' in given ? { state: 'issued', bill: given.bill } : { state: 'rejected', field: 'platform', words: given.refused };
  }
  return (await book.read(openKey(ourNo))) === undefined ? undefined : { state: 'under_way' };
}
