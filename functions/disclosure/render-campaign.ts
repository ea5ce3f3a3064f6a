import { money } from '../domain/money.ts';
import type { Campaign, Society } from '../domain/society.ts';
import { localPath } from './address.ts';
import { campaignFacts } from './campaign-facts.ts';
import type { Filled } from './fill-shell.ts';
import { accountOf, addFlows } from './flows.ts';
import { html } from './html.ts';
import { addTallies, type Live, sumOf } from './live.ts';
import { renderCheck } from './render-parts.ts';
import { renderSum } from './render-row.ts';
import { renderTallies } from './render-tallies.ts';
import { type Lang, texts } from './text.ts';
import { moveTexts } from './text-moves.ts';

/** A campaign with what the log says was given for it. */
export type CampaignView = { readonly lang: Lang; readonly society: Society; readonly campaign: Campaign; readonly live: Live };

/** Writes a campaign's page: what the law wants said about it, what came in, how to check. */
export function renderCampaign({ lang, society, campaign, live }: CampaignView): Filled {
  const text = texts[lang];
  const mine = { now: live.issue.tallies.filter(isMine(campaign)), all: addTallies(live.before, live.issue.tallies).filter(isMine(campaign)) };
  const flows = {
    now: (live.issue.flows ?? []).filter(isMine(campaign)),
    all: addFlows(live.flowsBefore ?? [], live.issue.flows ?? []).filter(isMine(campaign)),
  };
  const now = { count: sumOf(mine.now).count, minor: accountOf(mine.now, flows.now).received };
  const account = accountOf(mine.all, flows.all);
  const all = { count: sumOf(mine.all).count, minor: account.received };
  const more =
    flows.all.length === 0
      ? undefined
      : html`<div class="sum"><dt>${moveTexts[lang].columnUsed}</dt><dd class="sum-figure"><a href="${localPath(lang, '/use.html')}#${campaign.id}">${renderSum(money('CNY', account.used))}</a></dd><dd>${moveTexts[lang].uses(account.uses)}</dd></div><div class="sum"><dt>${moveTexts[lang].columnLeft}</dt><dd class="sum-figure">${renderSum(money('CNY', account.left))}</dd><dd>${text.balanceNote}</dd></div>`;
  const sums = html`<dl class="sums"><div class="sum"><dt>${text.issueSum}</dt><dd class="sum-figure"><a href="${localPath(lang, '/today.html')}">${renderSum(money('CNY', now.minor))}</a></dd><dd>${text.gifts(now.count)}</dd></div><div class="sum"><dt>${text.allSum}</dt><dd class="sum-figure"><a href="${localPath(lang, '/disclosures/index.html')}">${renderSum(money('CNY', all.minor))}</a></dd><dd>${text.gifts(all.count)}</dd></div>${more}</dl>`;
  const rest =
    all.count === 0 && flows.all.length === 0
      ? html`<p class="empty">${text.nothingCampaign}</p>`
      : renderTallies(mine.all, { lang, definitions: live.definitions });
  const give = html`<p class="actions"><a class="button" href="${localPath(lang, `/give/${campaign.id}.html`)}">${text.give}</a></p>`;
  const heading = html`<header class="masthead"><p class="masthead-society">${society.name[lang]}</p><h1>${campaign.name[lang]}</h1><p class="masthead-tagline">${campaign.purpose[lang]}</p></header>`;
  const main = html`${heading}${sums}${give}${rest}${campaignFacts({ lang, society, campaign })}${renderCheck({ lang, size: live.size })}`;
  return { title: `${campaign.name[lang]} · ${society.name[lang]}`, main: main.html, size: live.size, path: `/campaigns/${campaign.id}.html` };
}

const isMine =
  (campaign: Campaign) =>
  (tally: { readonly campaign: string }): boolean =>
    tally.campaign === campaign.id;
