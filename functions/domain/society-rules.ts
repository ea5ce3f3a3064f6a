import { methodsOf } from './pay-method.ts';
import type { Fault } from './profile-shape.ts';
import type { Branch, Society } from './society.ts';
import { societyShape } from './society-shape.ts';

/** A profile that may be used, or everything found wrong in it. */
export type SocietyCheck = { readonly ok: true; readonly society: Society } | { readonly ok: false; readonly errors: readonly Fault[] };

/** Judges a profile read from a file; how its parts fit together is judged once each part alone is right. */
export function checkSociety(value: unknown): SocietyCheck {
  const misshapen = societyShape(value, '');
  if (misshapen.length > 0) return { ok: false, errors: misshapen };
  const society = value as Society;
  const errors = [
    ...repeatedIds(society),
    ...branchFaults(society),
    ...campaignFaults(society),
    ...placeFaults(society),
    ...amountFaults(society),
    ...gatewayFaults(society),
    ...methodFaults(society),
    ...bankFaults(society),
    ...feeFaults(society),
    ...witnessFaults(society),
  ];
  return errors.length === 0 ? { ok: true, society } : { ok: false, errors };
}

function repeatedIds({ branches, campaigns, places, gateways }: Society): readonly Fault[] {
  return [
    ...repeats(branches.map(({ id }) => id)).map(([at, id]) => ({ field: `branches[${at}].id`, problem: `repeats ${id}` })),
    ...repeats(campaigns.map(({ id }) => id)).map(([at, id]) => ({ field: `campaigns[${at}].id`, problem: `repeats ${id}` })),
    ...repeats(places.map(({ id }) => id)).map(([at, id]) => ({ field: `places[${at}].id`, problem: `repeats ${id}` })),
    ...repeats(gateways).map(([at, id]) => ({ field: `gateways[${at}]`, problem: `repeats ${id}` })),
  ];
}

function repeats(ids: readonly string[]): readonly (readonly [number, string])[] {
  const seen = new Set<string>();
  return ids.flatMap((id, at) => {
    if (seen.has(id)) return [[at, id] as const];
    seen.add(id);
    return [];
  });
}

const RANKS: Record<Branch['level'], number> = { province: 0, city: 1, county: 2 };

function branchFaults(society: Society): readonly Fault[] {
  const byId = new Map(society.branches.map((branch) => [branch.id, branch]));
  const tops = society.branches.filter((branch) => branch.level === 'province').length;
  const count: readonly Fault[] = tops === 1 ? [] : [{ field: 'branches', problem: `must hold exactly one province, not ${tops}` }];
  const each = society.branches.flatMap((branch, at): readonly Fault[] => {
    // The society's own id is the address of the disclosure of the whole.
    if (branch.id === society.id) return [{ field: `branches[${at}].id`, problem: 'must differ from the id of the society' }];
    const problem = parentProblem(branch, byId);
    return problem === undefined ? [] : [{ field: `branches[${at}].parent`, problem }];
  });
  return [...count, ...each];
}

/** A parent always ranks higher, so that no circle is possible; a county may stand directly under the province. */
function parentProblem(branch: Branch, byId: ReadonlyMap<string, Branch>): string | undefined {
  if (branch.level === 'province') return branch.parent === undefined ? undefined : 'must be absent for the province';
  if (branch.parent === undefined) return `is missing: a ${branch.level} has a parent`;
  const parent = byId.get(branch.parent);
  if (parent === undefined) return `names no branch: ${branch.parent}`;
  return RANKS[parent.level] < RANKS[branch.level] ? undefined : `must rank above a ${branch.level}, but ${parent.id} is a ${parent.level}`;
}

/** What public fundraising must show on its page (Charity Law arts 22 to 27). */
const FUNDRAISING_FIELDS = ['certificateNo', 'filingNo', 'filingUrl', 'platformName', 'platformUrl'] as const;

function campaignFaults({ branches, campaigns, limits }: Society): readonly Fault[] {
  const known = new Set(branches.map((branch) => branch.id));
  return campaigns.flatMap((campaign, at) => {
    const faults: Fault[] = [];
    const found = (field: string, problem: string) => faults.push({ field: `campaigns[${at}].${field}`, problem });
    if (!known.has(campaign.branch)) found('branch', `names no branch: ${campaign.branch}`);
    if (campaign.to !== undefined && campaign.to < campaign.from) found('to', 'is before from');
    const blank = campaign.mode === 'public_fundraising' ? FUNDRAISING_FIELDS.filter((field) => (campaign[field] ?? '') === '') : [];
    for (const field of blank) found(field, 'must not be blank for public_fundraising');
    campaign.chips.forEach((fen, chip) => {
      if (fen < limits.minFen || fen > limits.maxFen) found(`chips[${chip}]`, `must be from ${limits.minFen} to ${limits.maxFen} fen`);
      if (chip > 0 && fen <= (campaign.chips[chip - 1] ?? 0)) found(`chips[${chip}]`, 'must be more than the one before');
    });
    return faults;
  });
}

function placeFaults({ campaigns, places }: Society): readonly Fault[] {
  const known = new Set(campaigns.map((campaign) => campaign.id));
  return places.flatMap((place, at) =>
    known.has(place.campaign) ? [] : [{ field: `places[${at}].campaign`, problem: `names no campaign: ${place.campaign}` }],
  );
}

function amountFaults({ limits }: Society): readonly Fault[] {
  return limits.minFen <= limits.maxFen ? [] : [{ field: 'limits.maxFen', problem: 'is less than minFen' }];
}

/** Play money stays with play societies (M18). */
function gatewayFaults({ gateways, demonstration }: Society): readonly Fault[] {
  const at = gateways.indexOf('sandbox');
  return at === -1 || demonstration ? [] : [{ field: `gateways[${at}]`, problem: 'sandbox is only for a profile with demonstration: true' }];
}

/** A way to pay that no gateway of the profile has would be offered to nobody. */
function methodFaults(society: Society): readonly Fault[] {
  const known = methodsOf({ gateways: society.gateways }).map(({ id }) => id);
  const strange = (society.methods ?? []).flatMap((id, at) =>
    known.includes(id) ? [] : [{ field: `methods[${at}]`, problem: `names no way to pay of the gateways: ${id}` }],
  );
  const files = repeats((society.rootFiles ?? []).map(({ name }) => name.toLowerCase()));
  return [...strange, ...files.map(([at, name]) => ({ field: `rootFiles[${at}].name`, problem: `repeats ${name}` }))];
}

function bankFaults({ gateways, bankAccount }: Society): readonly Fault[] {
  return gateways.includes('bank') && bankAccount === undefined ? [{ field: 'bankAccount', problem: 'is missing: the gateway bank tells it to donors' }] : [];
}

function feeFaults({ branches, campaigns, fees }: Society): readonly Fault[] {
  const known = fees === undefined || (branches.some(({ id }) => id === fees.branch) && campaigns.some(({ id }) => id === fees.campaign));
  return known ? [] : [{ field: 'fees', problem: 'names no branch or no campaign' }];
}

/** The policy that is made of them must be one: no name and no key twice, and no more wanted than there are. */
function witnessFaults({ witnesses }: Society): readonly Fault[] {
  if (witnesses === undefined) return [];
  const { quorum, each } = witnesses;
  const repeated = (of: 'name' | 'vkey') => repeats(each.map((one) => (of === 'vkey' ? one.vkey.split('+').slice(2).join('+') : one.name)));
  return [
    ...repeated('name').map(([at, name]) => ({ field: `witnesses.each[${at}].name`, problem: `repeats ${name}` })),
    ...repeated('vkey').map(([at]) => ({ field: `witnesses.each[${at}].vkey`, problem: 'repeats the key of another witness' })),
    ...each.flatMap(({ name }, at) =>
      name === 'none' || name === 'witnesses' ? [{ field: `witnesses.each[${at}].name`, problem: 'is a word of policies' }] : [],
    ),
    ...(quorum > each.length ? [{ field: 'witnesses.quorum', problem: `must not exceed the ${each.length} witnesses there are` }] : []),
  ];
}
