import type { Deps } from '../deps.ts';
import type { Halt } from '../disclosure/render-halt.ts';
import { numberOf, textOf } from '../store/item.ts';
import { haltKey } from '../store/tables.ts';

/** Notes that something stands still, and since when, with the signed files that prove why; the first note stays. */
export async function noteHalt(deps: Pick<Deps, 'db' | 'now'>, { what, reason, evidence = [] }: Omit<Halt, 'sinceMs'>): Promise<void> {
  const proof = evidence.length === 0 ? {} : { evidence };
  await deps.db.write([{ table: 'ledger', put: { ...haltKey(what), what, reason, sinceMs: deps.now(), ...proof }, when: 'absent' }]);
}

const EVIDENCE_CHARACTERS = 4_096;

/** Stops publication for good: alarm, note, and what the public page then shows. A file that is no short text is no evidence that can be shown. */
export async function haltPublication(
  deps: Pick<Deps, 'db' | 'now' | 'alarm'>,
  halt: { readonly reason: string; readonly files?: readonly (Uint8Array | undefined)[] },
): Promise<void> {
  const texts = (halt.files ?? []).flatMap((file) => (file === undefined ? [] : [new TextDecoder().decode(file)]));
  deps.alarm('log_stopped', { reason: halt.reason });
  await noteHalt(deps, { what: 'publication', reason: halt.reason, evidence: texts.filter(({ length }) => length <= EVIDENCE_CHARACTERS) });
}

/** Takes back a note once what stood still goes on. */
export async function liftHalt(deps: Pick<Deps, 'db'>, what: Halt['what']): Promise<void> {
  await deps.db.write([{ table: 'ledger', erase: haltKey(what), when: 'always' }]);
}

/** What stands still now; nothing where all goes on. */
export async function readHalts(deps: Pick<Deps, 'db'>): Promise<readonly Halt[]> {
  const items = await deps.db.query('ledger', { pk: haltKey('publication').pk });
  return items.map((item) => {
    const halt = {
      what: item.what === 'close' ? ('close' as const) : ('publication' as const),
      reason: textOf(item, 'reason'),
      sinceMs: numberOf(item, 'sinceMs'),
    };
    return Array.isArray(item.evidence) ? { ...halt, evidence: item.evidence.map(String) } : halt;
  });
}
