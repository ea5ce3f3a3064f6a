import { readCounter, readOutbox } from '../../functions/actions/admit-entries.ts';
import { closeDue } from '../../functions/actions/close-day.ts';
import { readHalts } from '../../functions/actions/halts.ts';
import { publishedPlace } from '../../functions/actions/read-donation.ts';
import { recoverLog } from '../../functions/actions/recover-log.ts';
import { replayForgotten } from '../../functions/actions/replay-forgotten.ts';
import { entryId } from '../../functions/actions/tokens.ts';
import { parseCheckpoint } from '../../functions/domain/ledger/checkpoint.ts';
import { parseNote } from '../../functions/domain/ledger/note.ts';
import { entryKey, identityKey, publicationKey } from '../../functions/store/tables.ts';
import { Broken } from './judge.ts';
import type { Objects } from './memory-files.ts';
import type { People } from './people.ts';
import type { Setting } from './setting.ts';
import type { Stage, Worldly } from './stage.ts';
import { DONORS, entryOf, fixed } from './world.ts';

/** A run whose workers have come to their ends; `saved` are the log's files before they went back. */
export type Ended = { readonly stage: Stage; readonly people: People; readonly setting: Setting; readonly saved: Objects; readonly passTime: () => void };

/** What must hold at the instant when the last worker has ended. */
export function judgeEnd({ stage, people, setting }: Ended): void {
  stage.check(() => stage.judge.finish());
  const { restored, wentBack } = stage.seen;
  if (!restored) stage.check(() => judgeAcknowledged(stage, people));
  const hasReason = restored || wentBack || setting.meddling;
  if (!hasReason && stage.stores.tables.get('ledger|HALT')?.has('publication') === true) stage.broke('publication stopped, and no store was touched');
}

/** No more faults: gateways repeat their notices, an operator recovers what has stopped, and the sweep goes on; then everything promised is kept. */
export async function calmDown(ended: Ended, deps: Worldly): Promise<void> {
  const { stage, people, setting } = ended;
  if (stage.seen.wentBack) await putFilesBack(ended, deps);
  if (setting.pages) await replayForgotten(deps); // as every start does
  for (let round = 0; round < 6; round++) {
    if ((await readHalts(deps)).some((halt) => halt.what === 'publication')) await people.recover(deps);
    for (const payment of people.payments) await people.settle(deps, payment);
    ended.passTime();
    await people.publish(deps);
    for (const at of DONORS.keys()) if (setting.named && !isTakenBack(ended, at)) await people.takeBack(deps, at);
    if (setting.close) await closeDue(deps);
    await people.look(deps);
  }
  await people.publish(deps);
  await judgeCalm(ended, deps);
}

/** What was promised or is published need not be asked for again; what a restored table has lost is. */
function isTakenBack({ stage, people }: Ended, at: number): boolean {
  const donor = DONORS[at];
  if (donor === undefined || (!stage.seen.restored && people.promised.takenBack.has(donor.id))) return true;
  const said = entryId(fixed.secret, `${at === 0 ? 'withdraw' : 'erase'}|${entryOf(donor.payment)}`);
  return stage.judge.published().includes(said);
}

async function judgeCalm({ stage, people, setting }: Ended, deps: Worldly): Promise<void> {
  stage.check(() => stage.judge.finish());
  const [counter, waiting, halts] = await Promise.all([readCounter(deps), readOutbox(deps), readHalts(deps)]);
  const size = stage.judge.published().length;
  if (halts.length > 0 || waiting.length > 0 || counter?.next !== size)
    stage.broke(`not everything is published: ${JSON.stringify({ halts, waiting: waiting.length, next: counter?.next, size })}`);
  for (const id of people.ids) if ((await publishedPlace(deps, id)) === undefined) stage.broke(`${id} is published and told nowhere`);
  for (const id of people.ids)
    if (stage.judge.published().filter((one) => one === id).length !== 1) stage.broke(`${id} was settled and is not in the log exactly once`);
  if (setting.named) stage.check(() => judgeNames(stage));
}

/** Without a restore, whatever was acknowledged waits in the outbox or has its place: at every instant, and so also at this one. */
function judgeAcknowledged({ stores: { tables } }: Stage, { promised }: People): void {
  for (const id of promised.settled) {
    const index = tables.get(`ledger|${identityKey(id).pk}`)?.get('ID')?.index;
    const key = typeof index === 'number' ? entryKey(index) : undefined;
    const isPlaced = key !== undefined && tables.get(`ledger|${key.pk}`)?.get(key.sk)?.id === id;
    const waits = [...tables].some(([partition, items]) => partition.startsWith('ledger|OUTBOX#') && [...items.values()].some((item) => item.id === id));
    if (!isPlaced && !waits) throw new Broken(`${id} was acknowledged and is nowhere`);
  }
}

/** A name that was taken back is on no public file, and what was erased is nowhere at all. */
function judgeNames({ stores }: Stage): void {
  for (const [key, bytes] of stores.public)
    for (const { name } of DONORS) if (new TextDecoder().decode(bytes).includes(name)) throw new Broken(`${name} was taken back and stands in ${key}`);
  for (const { id, name } of DONORS) {
    const gift = stores.tables.get(`records|D#${id}`)?.get('DONATION');
    if (JSON.stringify([gift?.shown, gift?.note]).includes(name)) throw new Broken(`${name} was taken back and is still to be shown`);
    if (gift?.erasedAtMs !== undefined && JSON.stringify(gift).includes(name)) throw new Broken(`${name} was erased and is still kept`);
  }
}

/** The files went back: publication stops, says so with both signed files, and is not to be recovered before the newer ones are there again. */
async function putFilesBack({ stage, people, saved }: Ended, deps: Worldly): Promise<void> {
  const { stores } = stage;
  const noted = Math.max(...[...(stores.tables.get(`ledger|${publicationKey(0).pk}`)?.keys() ?? ['0'])].map(Number));
  if (noted > sizeOf(stores.log)) {
    await people.publish(deps);
    const halt = (await readHalts(deps)).find(({ what }) => what === 'publication');
    if (halt?.reason !== 'log_behind' || halt.evidence?.length !== 2) stage.broke(`the files went back and nobody is told why: ${JSON.stringify(halt)}`);
    const recovered = await recoverLog(deps);
    if (recovered.ok || recovered.reason !== 'log_behind') stage.broke(`files that went back are recovered from: ${JSON.stringify(recovered)}`);
  }
  const isOlder = sizeOf(stores.log) < sizeOf(saved);
  for (const [key, bytes] of saved) if (!stores.log.has(key) || (key === 'checkpoint' && isOlder)) stores.log.set(key, bytes);
  stage.judge.wentBack(false);
  stage.check(() => stage.judge.finish());
}

const sizeOf = (log: Objects): number => parseCheckpoint(parseNote(log.get('checkpoint') ?? '')?.text ?? '')?.size ?? 0;
