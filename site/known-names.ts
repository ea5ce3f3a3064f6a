import { channelName, type Lang } from '../functions/disclosure/text.ts';
import type { Society } from '../functions/domain/society.ts';
import type { KnownNames } from './elements/verify-drawing.ts';

/** Names of campaigns, giving points and payment channels, for a page that has only their ids from the log. */
export function knownNames(society: Society, lang: Lang): KnownNames {
  const nameOf = (list: Society['campaigns'] | Society['places']) => Object.fromEntries(list.map((one) => [one.id, one.name[lang]]));
  return {
    channels: Object.fromEntries(society.gateways.map((id) => [id, channelName(id, lang)])),
    campaigns: nameOf(society.campaigns),
    places: nameOf(society.places),
  };
}
