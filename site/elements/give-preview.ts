import type { GiftRow, ShownName } from '../../functions/disclosure/row.ts';
import { ANONYMOUS_NAME, cleanName, shownName } from '../../functions/domain/donor-name.ts';
import { cleanText } from '../../functions/domain/donor-text.ts';
import { heldReason } from '../../functions/domain/held-text.ts';
import { money, parseYuan } from '../../functions/domain/money.ts';
import { dayOf } from '../../functions/domain/time.ts';
import { type Draft, displayOf } from './give-draft.ts';
import type { GiveFacts } from './give-facts.ts';

/** The public row that a draft would become today; nothing while it has no amount. Its index and row are not fixed yet and stand at zero. */
export function previewRow(draft: Draft, facts: GiveFacts, nowMs: number): GiftRow | undefined {
  const minor = parseYuan(draft.amount);
  if (minor === undefined || minor === 0) return undefined;
  const message = cleanText(draft.message);
  const held = isHeld(draft, facts);
  return {
    kind: 'gift',
    index: 0,
    row: 0,
    on: dayOf(nowMs),
    late: false,
    branch: facts.branch,
    campaign: facts.campaign,
    ...(draft.place === '' ? {} : { place: draft.place }),
    restricted: facts.restricted && cleanText(draft.restricted) !== '',
    channel: facts.methods.find(({ id }) => id === draft.method)?.gateway ?? draft.method,
    money: money('CNY', minor),
    shown: held ? { state: 'held' } : shownOf(draft),
    ...(message === '' || held ? {} : { message }),
  };
}

/** Whether name and message wait for staff before the public sees them; the gift itself never waits. */
export function isHeld(draft: Draft, facts: GiveFacts): boolean {
  return [publicName(draft), cleanText(draft.message)].some((text) => heldReason(text, facts.heldWords) !== undefined);
}

function shownOf(draft: Draft): ShownName {
  const text = publicName(draft);
  return text === ANONYMOUS_NAME ? { state: 'anonymous' } : { state: 'named', text };
}

const publicName = (draft: Draft): string => shownName({ kind: draft.kind, name: cleanName(draft.name), display: displayOf(draft) });
