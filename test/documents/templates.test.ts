import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { builtFolder } from '../../functions/documents/font-files.ts';
import { openStores } from '../../functions/documents/glyphs/open-stores.ts';
import { makeTemplates } from '../../functions/documents/make-templates.ts';
import { templateFor, wordsOf } from '../../functions/documents/template.ts';
import { demonstration } from '../support/world.ts';
import { factsOf } from './facts.ts';

describe('templates', () => {
  test('are made again byte for byte, on any machine', async () => {
    const made = await makeTemplates(demonstration(), openStores());
    expect(made.length).toBe(4 + 2 * demonstration().campaigns.length);
    for (const { name, bytes } of made) expect(Buffer.compare(bytes, await readFile(join(builtFolder(), name)))).toBe(0);
  });

  test('of a society’s own campaign hold its words, and whatever has none draws with the plain one', () => {
    const society = demonstration();
    const [campaign] = society.campaigns;
    if (campaign === undefined) return expect.unreachable();
    const own = templateFor(factsOf('receipt', { society, campaign: campaign.name, purpose: campaign.purpose }));
    const plain = templateFor(factsOf('receipt'));
    const characters = [...campaign.name.zh].map((character) => character.codePointAt(0) ?? 0);
    expect(characters.filter((one) => own.fixed.get('sans')?.has(one) !== true)).toEqual([]);
    expect(characters.filter((one) => plain.fixed.get('sans')?.has(one) !== true).length).toBeGreaterThan(0);
    expect(templateFor(factsOf('receipt', { campaign: { zh: '别的', en: 'Other' } }))).toBe(plain);
  });

  test('are told apart by society, campaign and purpose', () => {
    const facts = factsOf('certificate');
    const words = [facts, { ...facts, campaign: { ...facts.campaign, en: 'Other' } }, { ...facts, purpose: { ...facts.purpose, zh: '别的' } }].map(wordsOf);
    expect(new Set(words).size).toBe(3);
    const ofAnother = factsOf('certificate', { donor: { kind: 'person', name: '李四' } });
    expect(wordsOf(ofAnother)).toBe(words[0]);
  });
});
