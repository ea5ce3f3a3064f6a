import { createHash } from 'node:crypto';
import type { Deps } from '../deps.ts';
import type { PosterFacts, PosterFormat } from '../documents/desk/poster.ts';

type Needs = Pick<Deps, 'publicFiles' | 'society' | 'publicUrl' | 'alarm'>;

/** Says from what the posters that lie there were made. */
const MADE_KEY = 'posters/made.json';

/** Version of what a poster says and how it looks; another one draws them all anew. */
const TEMPLATE = 1;

/** Key of a place's poster. */
export const posterKey = (place: string, format: PosterFormat): string => `posters/${place}-${format}.pdf`;

/**
 * Draws the poster of every place that takes gifts, unless those that lie there were made from the same profile, address
 * and template; gives how many files it drew. What says so is written last, so that whoever dies here begins again.
 */
export async function drawPosters(deps: Needs): Promise<number> {
  const wanted = postersOf(deps);
  const made = JSON.stringify({ sha256: createHash('sha256').update(JSON.stringify({ TEMPLATE, wanted })).digest('hex') });
  const there = await deps.publicFiles.get(MADE_KEY);
  if (there !== undefined && new TextDecoder().decode(there.bytes) === made) return 0;
  try {
    const { drawPoster, POSTER_FORMATS } = await import('../documents/desk/poster.ts');
    for (const { place, facts } of wanted) {
      for (const format of POSTER_FORMATS) {
        const bytes = await drawPoster(facts, format);
        await deps.publicFiles.put(posterKey(place, format), bytes, { when: 'always', contentType: 'application/pdf' });
      }
    }
    await deps.publicFiles.put(MADE_KEY, new TextEncoder().encode(made), { when: 'always', contentType: 'application/json; charset=utf-8' });
    return wanted.length * POSTER_FORMATS.length;
  } catch (error) {
    deps.alarm('poster_not_drawn', { cause: error instanceof Error ? error.message : 'unknown' });
    return 0;
  }
}

function postersOf({ society, publicUrl }: Needs): readonly { readonly place: string; readonly facts: PosterFacts }[] {
  const { name, code, contact, demonstration } = society;
  return society.places.flatMap((place) => {
    const campaign = society.campaigns.find((one) => one.id === place.campaign);
    if (place.revoked || campaign === undefined) return [];
    const facts = {
      society: { name, code, phone: contact.phone, demonstration },
      campaign: campaign.name,
      place: place.name,
      address: `${publicUrl}/d/${place.id}`,
    };
    return [{ place: place.id, facts }];
  });
}
