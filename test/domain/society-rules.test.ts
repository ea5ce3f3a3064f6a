import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { campaignState } from '../../functions/domain/campaign.ts';
import { checkName } from '../../functions/domain/donor-name.ts';
import { checkSociety } from '../../functions/domain/society-rules.ts';
import { parseDay } from '../../functions/domain/time.ts';

const source = readFileSync(new URL('../../site/society/demonstration.json', import.meta.url), 'utf8');
const day = (text: string) => parseDay(text) ?? expect.unreachable(text);

/** The demonstration profile with one value put at a path such as `campaigns.0.to`; nothing put there takes the field away. */
function profileWith(path: string, value?: unknown): unknown {
  const profile: unknown = JSON.parse(source);
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let at: unknown = profile;
  for (const key of keys) at = Reflect.get(Object(at), key);
  if (value === undefined) Reflect.deleteProperty(Object(at), last);
  else Reflect.set(Object(at), last, value);
  return profile;
}

const faultsOf = (profile: unknown) => {
  const check = checkSociety(profile);
  return check.ok ? [] : check.errors.map((error) => error.field);
};

describe('the demonstration society', () => {
  const check = checkSociety(JSON.parse(source));
  const society = check.ok ? check.society : expect.unreachable('the profile is refused');

  test('has one province, two cities, three counties, and says that it is a demonstration', () => {
    expect(society.branches.map((branch) => branch.level).sort()).toEqual(['city', 'city', 'county', 'county', 'county', 'province']);
    expect(society.demonstration).toBe(true);
  });

  test('takes a general, an emergency and a restricted gift on the busiest day of 2020 and today', () => {
    expect(society.campaigns.map((campaign) => campaign.kind)).toEqual(['general', 'emergency', 'restricted']);
    const states = society.campaigns.flatMap((campaign) => ['2020-01-25', '2026-11-23'].map((on) => campaignState(campaign, day(on))));
    expect(new Set(states)).toEqual(new Set(['open']));
  });

  test('has eight places, one of them revoked', () => {
    expect(society.places.map((place) => place.revoked).filter(Boolean)).toHaveLength(1);
    expect(society.places).toHaveLength(8);
  });

  test('M17: imitates no state document and no honour, and every name can be shown', () => {
    expect(source).not.toMatch(/票据|监制|奖章|勋章/);
    for (const branch of society.branches) expect(checkName(branch.name.zh)).toMatchObject({ ok: true });
  });
});

test('fees are borne by a fund of the profile, or by nobody here', () => {
  expect(faultsOf(profileWith('fees'))).toEqual([]);
  expect(faultsOf(profileWith('fees', { branch: 'province', campaign: 'nothing' }))).toEqual(['fees']);
  expect(faultsOf(profileWith('fees', { branch: 'nowhere', campaign: 'everyday' }))).toEqual(['fees']);
  expect(faultsOf(profileWith('fees', { branch: 'province' }))).toEqual(['fees.campaign']);
});

describe('a profile may name witnesses of the log', () => {
  const by = { zh: '监事会', en: 'supervisory committee' };
  const auditor = {
    name: 'auditor',
    vkey: 'witness.example.net/auditor+4914d830+BD1AF8PoQ4lakrcKp00bfrycmCzPLsSWjMDNVfEq9GYM',
    url: 'https://witness.example.net/auditor',
    by,
  };
  const committee = {
    name: 'committee',
    vkey: 'witness.example.com/committee+85fcdefc+BPxRzY5iGKGjjaR+0AIw8FgIFu0TujMDrF3rkRVIkIAl',
    url: 'http://10.0.0.8:8788',
    by,
  };
  const faults = (witnesses: unknown) => faultsOf(profileWith('witnesses', witnesses));

  test('two of two, one of two, one', () => {
    for (const [quorum, ...each] of [[2, auditor, committee] as const, [1, auditor, committee] as const, [1, auditor] as const])
      expect(faults({ quorum, each })).toEqual([]);
  });

  test.each<[string, unknown, string]>([
    ['none', { quorum: 1, each: [] }, 'witnesses.each'],
    ['more wanted than there are', { quorum: 3, each: [auditor, committee] }, 'witnesses.quorum'],
    ['none wanted', { quorum: 0, each: [auditor] }, 'witnesses.quorum'],
    ['one name twice', { quorum: 1, each: [auditor, { ...committee, name: 'auditor' }] }, 'witnesses.each[1].name'],
    ['one key twice', { quorum: 1, each: [auditor, { ...auditor, name: 'other' }] }, 'witnesses.each[1].vkey'],
    ['a word of policies as a name', { quorum: 1, each: [{ ...auditor, name: 'none' }] }, 'witnesses.each[0].name'],
    ['a key that is a log’s', { quorum: 1, each: [{ ...auditor, vkey: auditor.vkey.replace('BD1A', 'AT1A') }] }, 'witnesses.each[0].vkey'],
    ['an address with a slash at its end', { quorum: 1, each: [{ ...auditor, url: 'https://witness.example.net/' }] }, 'witnesses.each[0].url'],
    ['nobody who runs it', { quorum: 1, each: [{ ...auditor, by: undefined }] }, 'witnesses.each[0].by'],
  ])('but not %s', (_, witnesses, field) => {
    expect(faults(witnesses)).toContain(field);
  });
});

describe('a profile with one fault is refused and the field named', () => {
  test.each<[string, string, unknown, string]>([
    ['a missing id', 'id', undefined, 'id'],
    ['a capital in the id', 'id', 'Model', 'id'],
    ['a demonstration flag in words', 'demonstration', 'yes', 'demonstration'],
    ['a way to pay that no gateway of it has', 'methods', ['sandbox', 'wechat-h5'], 'methods[1]'],
    ['a file at the root that could be a page', 'rootFiles', [{ name: 'index.html', text: 'x' }], 'rootFiles[0].name'],
    ['a file at the root in a folder', 'rootFiles', [{ name: '../MP_verify.txt', text: 'x' }], 'rootFiles[0].name'],
    [
      'a file at the root twice',
      'rootFiles',
      [
        { name: 'MP_verify_a.txt', text: 'a' },
        { name: 'mp_verify_a.txt', text: 'b' },
      ],
      'rootFiles[1].name',
    ],
    ['a name in one language', 'name.en', undefined, 'name.en'],
    ['a blank name', 'name.zh', ' ', 'name.zh'],
    ['a name that no document can show', 'name.zh', '示范👍公益会', 'name.zh'],
    ['a purpose that no receipt can show', 'campaigns.0.purpose.zh', '用于𠀀村', 'campaigns[0].purpose.zh'],
    ['a lower-case short code', 'shortCode', 'sfsl', 'shortCode'],
    ['a credit code with a wrong check character', 'code', '13990000DAYL1GHT78', 'code'],
    ['a credit code of zeros', 'code', '000000000000000000', 'code'],
    ['an e-mail address without a host', 'contact.email', 'giving@', 'contact.email'],
    ['a blank phone', 'contact.phone', '', 'contact.phone'],
    ['an origin with a scheme', 'origin', 'https://daylight.example.org/log/1', 'origin'],
    ['an origin that is not the log', 'origin', 'daylight.example.org', 'origin'],
    ['an impossible close', 'closeAt', '24:00', 'closeAt'],
    ['another currency', 'currency', 'USD', 'currency'],
    ['a limit of nothing', 'limits.minFen', 0, 'limits.minFen'],
    ['a limit in parts of a fen', 'limits.maxFen', 0.5, 'limits.maxFen'],
    ['limits the wrong way round', 'limits', { minFen: 60_000, maxFen: 50_000 }, 'limits.maxFen'],
    ['a blank version of the consent', 'consentVersion', '', 'consentVersion'],
    ['no gateway', 'gateways', [], 'gateways'],
    ['a gateway twice', 'gateways', ['sandbox', 'sandbox'], 'gateways[1]'],
    ['a blank listed word', 'heldWords', [''], 'heldWords[0]'],
    ['no branch', 'branches', [], 'branches'],
    ['an unknown level', 'branches.1.level', 'village', 'branches[1].level'],
    ['a branch twice', 'branches.2.id', 'chenguang', 'branches[2].id'],
    ['a branch with the id of the whole', 'branches.5.id', 'model-charity', 'branches[5].id'],
    ['two provinces', 'branches.1', { id: 'other', level: 'province', name: { zh: '另', en: 'Other' } }, 'branches'],
    ['no province', 'branches.0.level', 'city', 'branches'],
    ['a province below something', 'branches.0.parent', 'chenguang', 'branches[0].parent'],
    ['a city below nothing', 'branches.1.parent', undefined, 'branches[1].parent'],
    ['a parent that does not exist', 'branches.3.parent', 'nowhere', 'branches[3].parent'],
    ['a city below a county', 'branches.1.parent', 'xingye', 'branches[1].parent'],
    ['a county below itself', 'branches.3.parent', 'xingye', 'branches[3].parent'],
    ['no campaign', 'campaigns', [], 'campaigns'],
    ['a campaign twice', 'campaigns.1.id', 'everyday', 'campaigns[1].id'],
    ['a campaign of no branch', 'campaigns.0.branch', 'nowhere', 'campaigns[0].branch'],
    ['an unknown kind', 'campaigns.0.kind', 'lottery', 'campaigns[0].kind'],
    ['an unknown mode', 'campaigns.0.mode', 'sale', 'campaigns[0].mode'],
    ['a day that does not exist', 'campaigns.0.from', '2021-02-29', 'campaigns[0].from'],
    ['an end before the beginning', 'campaigns.2.to', '2019-12-31', 'campaigns[2].to'],
    ['a filing address without https', 'campaigns.0.filingUrl', 'http://example.org', 'campaigns[0].filingUrl'],
    ['chips out of order', 'campaigns.0.chips', [5000, 1000], 'campaigns[0].chips[1]'],
    ['a chip twice', 'campaigns.0.chips', [1000, 1000], 'campaigns[0].chips[1]'],
    ['a chip beyond the limit', 'campaigns.0.chips', [1000, 10_000_000_000], 'campaigns[0].chips[1]'],
    ['no chip', 'campaigns.0.chips', [], 'campaigns[0].chips'],
    ['a place twice', 'places.1.id', 'sf-hall', 'places[1].id'],
    ['a place of no campaign', 'places.0.campaign', 'nowhere', 'places[0].campaign'],
    ['a place neither revoked nor not', 'places.0.revoked', undefined, 'places[0].revoked'],
    ['a place that is a text', 'places.0', 'hall', 'places[0]'],
    ['a misspelt field', 'campaigns.1.filingNumber', '1', 'campaigns[1].filingNumber'],
    ['M18: the sandbox outside a demonstration', 'demonstration', false, 'gateways[0]'],
  ])('%s', (_fault, path, value, field) => expect(faultsOf(profileWith(path, value))).toContain(field));

  test.each([undefined, null, [], 'profile', 1])('%j is no profile', (value) => expect(faultsOf(value)).toEqual(['profile']));

  test('every fault is told at once, in words', () => {
    const check = checkSociety({ ...Object(JSON.parse(source)), id: '', closeAt: '5' });
    expect(check).toMatchObject({ ok: false, errors: [{ field: 'id' }, { field: 'closeAt', problem: 'must be a time HH:MM' }] });
  });
});

describe('public fundraising shows its certificate, its filing and its platform', () => {
  const complete = {
    certificateNo: '示例-0',
    filingNo: '示例-1',
    filingUrl: 'https://example.org/filing',
    platformName: '示例平台',
    platformUrl: 'https://example.org/',
  };
  const raising = (papers: object) => {
    const [first, ...rest] = JSON.parse(source).campaigns;
    return profileWith('campaigns', [{ ...first, ...papers, mode: 'public_fundraising' }, ...rest]);
  };

  test('with all of them it is accepted', () => expect(faultsOf(raising(complete))).toEqual([]));
  test.each(Object.keys(complete))('without %s it is refused', (field) => {
    expect(faultsOf(raising({ ...complete, [field]: '' }))).toEqual([`campaigns[0].${field}`]);
    expect(faultsOf(raising(Object.fromEntries(Object.entries(complete).filter(([key]) => key !== field))))).toEqual([`campaigns[0].${field}`]);
  });
  test('a campaign that only receives may leave them blank', () => expect(faultsOf(profileWith('campaigns.0.filingNo', ''))).toEqual([]));
});

test.each([
  ['2019-12-31', 'not_yet'],
  ['2020-01-01', 'open'],
  ['2020-01-31', 'open'],
  ['2020-02-01', 'closed'],
])('a campaign of January 2020 is on %s %s', (on, state) => expect(campaignState({ from: '2020-01-01', to: '2020-01-31' }, day(on))).toBe(state));
