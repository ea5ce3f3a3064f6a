import type { Campaign, Society } from '../domain/society.ts';
import { parseDay } from '../domain/time.ts';
import { shortDay } from './day-text.ts';
import { type Fragment, type Html, html } from './html.ts';
import { type Lang, texts } from './text.ts';

/** Writes what a campaign's page must say: who receives, how, for how long, under which filing, whom to ask (Charity Law art 25). */
export function campaignFacts({ lang, society, campaign }: { readonly lang: Lang; readonly society: Society; readonly campaign: Campaign }): Html {
  const text = texts[lang];
  const branch = society.branches.find((one) => one.id === campaign.branch);
  const { phone, email, address } = society.contact;
  return html`<section class="facts" aria-labelledby="facts"><h2 id="facts">${text.campaignFacts}</h2><dl>${[
    fact(text.organiser, branch?.name[lang] ?? society.name[lang]),
    fact(text.creditCode, society.code),
    fact(text.purpose, campaign.purpose[lang]),
    fact(text.period, period(campaign, lang)),
    fact(text.mode, text.modes[campaign.mode]),
    fact(text.certificateNo, campaign.certificateNo),
    fact(text.filingNo, link(campaign.filingNo, campaign.filingUrl)),
    fact(text.platform, link(campaign.platformName, campaign.platformUrl)),
    fact(text.contact, html`${phone}<br><a href="mailto:${email}">${email}</a><br>${address[lang]}`),
  ]}</dl></section>`;
}

function fact(name: string, value: Fragment): Fragment {
  return value === undefined ? undefined : html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

function link(text: string | undefined, address: string | undefined): Fragment {
  return text === undefined || address === undefined ? text : html`<a href="${address}" rel="noreferrer">${text}</a>`;
}

function period(campaign: Campaign, lang: Lang): string {
  const text = texts[lang];
  const from = written(campaign.from, lang);
  return campaign.to === undefined ? text.periodOpen(from) : text.periodUntil(from, written(campaign.to, lang));
}

function written(text: string, lang: Lang): string {
  const day = parseDay(text);
  return day === undefined ? text : shortDay(day, lang);
}
