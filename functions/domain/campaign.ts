import type { Campaign } from './society.ts';
import type { Day } from './time.ts';

/** Whether a campaign takes gifts on a day; both ends of its period are inclusive. */
export function campaignState(campaign: Pick<Campaign, 'from' | 'to'>, day: Day): 'not_yet' | 'open' | 'closed' {
  if (day < campaign.from) return 'not_yet';
  return campaign.to !== undefined && day > campaign.to ? 'closed' : 'open';
}
