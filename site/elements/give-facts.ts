import type { Definitions } from '../../functions/disclosure/live.ts';
import type { DefineEntry } from '../../functions/domain/entry.ts';
import { methodsOf, type PayMethod } from '../../functions/domain/pay-method.ts';
import type { Campaign, Society } from '../../functions/domain/society.ts';
import { dayOf } from '../../functions/domain/time.ts';

/** What the give form knows of its campaign; written into the page when it is built. */
export type GiveFacts = {
  readonly campaign: string;
  readonly branch: string;
  readonly period: Pick<Campaign, 'from' | 'to'>;
  /** Whether the donor may say more closely what the gift is for. */
  readonly restricted: boolean;
  readonly minFen: number;
  readonly maxFen: number;
  readonly consentVersion: string;
  readonly heldWords: readonly string[];
  /** Ways to pay that the society has. */
  readonly methods: readonly PayMethod[];
  readonly definitions: Definitions;
};

/** Takes from the profile what the form of one campaign needs, and no more. */
export function giveFacts(society: Society, campaign: Campaign): GiveFacts {
  const branch = society.branches.find((one) => one.id === campaign.branch);
  const places = society.places.filter((one) => one.campaign === campaign.id && !one.revoked);
  return {
    campaign: campaign.id,
    branch: campaign.branch,
    period: { from: campaign.from, ...(campaign.to === undefined ? {} : { to: campaign.to }) },
    restricted: campaign.kind === 'restricted',
    ...society.limits,
    consentVersion: society.consentVersion,
    heldWords: society.heldWords,
    methods: methodsOf(society),
    definitions: {
      branches: branch === undefined ? {} : { [branch.id]: { ...definition('branch', branch), level: branch.level } },
      campaigns: { [campaign.id]: { ...definition('campaign', campaign), purpose: campaign.purpose, branch: campaign.branch, kind: campaign.kind } },
      places: Object.fromEntries(places.map((one) => [one.id, { ...definition('place', one), campaign: one.campaign }])),
    },
  };
}

function definition(what: DefineEntry['what'], one: Pick<Campaign, 'id' | 'name'>): DefineEntry {
  return { v: 1, k: 'define', id: '0'.repeat(20), on: dayOf(0), what, key: one.id, name: one.name };
}
