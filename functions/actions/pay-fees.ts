import type { Deps } from '../deps.ts';
import { channelName } from '../disclosure/text.ts';
import { changeFees, readFees } from './compared-days.ts';
import type { EntryWish } from './form-entry.ts';
import { recordEntry } from './record-entry.ts';

/** `entered`: what a gateway kept is spending now. `waits`: its fund does not hold so much. */
export type FeesPaid = 'nothing' | 'entered' | 'waits' | 'busy';

type Needs = Parameters<typeof recordEntry>[0] & Pick<Deps, 'alarm'>;

/**
 * Enters what a gateway has kept of the compared days as spending from the fund that the profile names. The amount is
 * fixed before it is entered, so that a killed run enters the same one under the same key; what is given back lowers the
 * next one. A fund that holds less is told about and never overdrawn (M10).
 */
export async function payFees(deps: Needs, gateway: string): Promise<FeesPaid> {
  const fund = deps.society.fees;
  const fees = await readFees(deps, gateway);
  if (fund === undefined || fees === undefined) return 'nothing';
  if (fees.paying === undefined) {
    if (fees.owedFen <= 0) return 'nothing';
    const fixed = { ...fees, paying: { fen: fees.owedFen, through: fees.through } };
    return (await changeFees(deps, gateway, { from: fees, to: fixed })) ? payFees(deps, gateway) : 'busy';
  }
  const { paying, ...rest } = fees;
  const recorded = await recordEntry(deps, spendingOf({ gateway, fund, turn: fees.turn, ...paying }));
  if (!recorded.ok && recorded.code === 'busy') return 'busy';
  if (!recorded.ok && recorded.code !== 'key_reused') {
    deps.alarm('fee_waits', { gateway, fen: paying.fen, why: recorded.code });
    return 'waits';
  }
  const paid = { ...rest, owedFen: rest.owedFen - paying.fen, turn: rest.turn + 1 };
  return (await changeFees(deps, gateway, { from: fees, to: paid })) ? 'entered' : 'busy';
}

type Spending = {
  readonly gateway: string;
  readonly fund: { readonly branch: string; readonly campaign: string };
  readonly turn: number;
  readonly fen: number;
  readonly through: string;
};

function spendingOf({ gateway, fund, turn, fen, through }: Spending): EntryWish {
  const [zh, en] = [channelName(gateway, 'zh'), channelName(gateway, 'en')];
  return {
    ...{ key: `fees:${gateway}:${turn}`, k: 'spend', branch: fund.branch, campaign: fund.campaign, cur: 'CNY', amt: fen },
    payee: { class: 'supplier', name: zh },
    purpose: { zh: `${zh}手续费（截至 ${through} 的账单）`, en: `Fees of ${en}, of bills through ${through}` },
  };
}
