import type { Lang } from '../../functions/disclosure/text.ts';
import { parseInstant, shanghaiTime } from '../../functions/domain/time.ts';
import { ask } from './ask.ts';
import { readDonation } from './donation-answer.ts';
import { isWebAddress } from './give-answer.ts';
import { giveWords } from './give-words.ts';
import { part } from './part.ts';
import { pollDelayMs } from './poll-pace.ts';
import type { DonorLink } from './thanks-link.ts';

/** A code on the screen; `label` says which app scans it, and is empty where any does. */
export type Code = { readonly label: string; readonly text: string; readonly expiresAt: string };

export type Scan = {
  readonly link: DonorLink;
  readonly codes: readonly Code[];
  readonly sum: string;
  readonly thanks: string;
  readonly lang: Lang;
  /** Asks for codes that are good for longer; none where the portal did not answer. */
  readonly renew: () => Promise<readonly Code[]>;
};

/** Codes are renewed so long before they end: whoever scans one now still has the time to pay. */
const RENEWED_BEFORE_MS = 90_000;
/** A device whose clock is wrong would ask without end. */
const RENEWED_AGAIN_MS = 60_000;

/** Until when the codes on the screen are good, and from when on they may be renewed. */
type Shown = { untilMs: number; renewFromMs: number };

/** Shows the codes to scan in the place of the form, renews them in time, and moves on to the thanks page once the gift is paid. */
export async function showScan(root: ParentNode, scan: Scan): Promise<void> {
  const form = part(root, 'form', HTMLFormElement);
  const panel = part(root, '[data-part=scan]', HTMLElement);
  part(panel, '[data-part=sum]', HTMLElement).textContent = scan.sum;
  part(panel, '[data-part=thanks]', HTMLAnchorElement).href = scan.thanks;
  const close = (next: HTMLElement | null): void => {
    panel.hidden = true;
    form.hidden = false;
    next?.focus();
  };
  part(panel, '[data-part=back]', HTMLButtonElement).onclick = () => close(null);
  part(panel, '[data-part=another]', HTMLButtonElement).onclick = () => close(form.querySelector<HTMLElement>('[name=method]:checked'));
  form.hidden = true;
  panel.hidden = false;
  part(panel, 'h2', HTMLElement).focus();
  const shown = { untilMs: sayUntil(panel, scan.codes, scan.lang), renewFromMs: 0 };
  void followPayment(panel, scan, shown);
  await drawCodes(panel, scan.codes, scan.lang);
}

/** Says until when the codes are good, and gives that instant. */
function sayUntil(panel: ParentNode, codes: readonly Code[], lang: Lang): number {
  const untilMs = Math.min(...codes.map(({ expiresAt }) => parseInstant(expiresAt) ?? Number.POSITIVE_INFINITY));
  part(panel, '[data-part=until]', HTMLElement).textContent = Number.isFinite(untilMs) ? giveWords[lang].scanUntil(shanghaiTime(untilMs)) : '';
  const here = part(panel, '[data-part=here]', HTMLAnchorElement);
  const [only, ...more] = codes;
  here.hidden = only === undefined || more.length > 0 || !isWebAddress(only.text);
  if (only !== undefined && !here.hidden) here.href = only.text;
  return untilMs;
}

async function drawCodes(panel: ParentNode, codes: readonly Code[], lang: Lang): Promise<void> {
  const figures = figuresFor(part(panel, '[data-part=codes]', HTMLElement), codes.length);
  for (const [at, figure] of figures.entries()) await drawCode(figure, codes[at], lang);
}

/** As many figures as there are codes, made of the one in the page. */
function figuresFor(list: HTMLElement, count: number): readonly HTMLElement[] {
  const first = part(list, 'figure', HTMLElement);
  while (list.children.length > Math.max(1, count)) list.lastElementChild?.remove();
  while (list.children.length < count) list.append(first.cloneNode(true));
  return [...list.querySelectorAll('figure')];
}

async function drawCode(figure: HTMLElement, code: Code | undefined, lang: Lang): Promise<void> {
  const [picture, caption] = [part(figure, 'img', HTMLImageElement), part(figure, 'figcaption', HTMLElement)];
  caption.textContent = code?.label ?? '';
  picture.alt = [code?.label ?? '', giveWords[lang].scanPicture].filter((text) => text !== '').join(' ');
  picture.hidden = code === undefined;
  if (code === undefined) return;
  try {
    const { toDataURL } = await import('qrcode');
    picture.src = await toDataURL(code.text, { errorCorrectionLevel: 'M', margin: 4, width: 512 });
  } catch {
    // The chunk did not come, or the text is too long for a code: the other ways to pay stand below.
    picture.hidden = true;
    caption.textContent = giveWords[lang].scanText;
  }
}

/** Asks until the gift is paid or the donor went back to the form; codes that are about to end are renewed meanwhile. */
async function followPayment(panel: HTMLElement, scan: Scan, shown: Shown): Promise<void> {
  const { id, token } = scan.link;
  const startMs = Date.now();
  for (let delay = pollDelayMs(0); delay !== undefined && !panel.hidden; delay = pollDelayMs(Date.now() - startMs)) {
    await new Promise((resolve) => setTimeout(resolve, delay));
    const answer = readDonation(await ask(`/api/donations/${id}`, { headers: { authorization: `Bearer ${token}` } }));
    if (panel.hidden) return;
    if (answer.outcome === 'found' && (answer.donation.state === 'paid' || answer.donation.state === 'published')) return location.assign(scan.thanks);
    if (Date.now() > Math.max(shown.untilMs - RENEWED_BEFORE_MS, shown.renewFromMs)) await renewCodes(panel, scan, shown);
  }
}

async function renewCodes(panel: HTMLElement, scan: Scan, shown: Shown): Promise<void> {
  shown.renewFromMs = Date.now() + RENEWED_AGAIN_MS;
  const codes = await scan.renew();
  if (codes.length > 0 && !panel.hidden) {
    shown.untilMs = sayUntil(panel, codes, scan.lang);
    await drawCodes(panel, codes, scan.lang);
  } else if (Date.now() > shown.untilMs) await showExpired(panel, scan.lang);
}

/** An old code would only lead to a refusal; payment may still be on its way, so the asking goes on. */
async function showExpired(panel: ParentNode, lang: Lang): Promise<void> {
  part(panel, '[data-part=until]', HTMLElement).textContent = giveWords[lang].scanExpired;
  part(panel, '[data-part=here]', HTMLAnchorElement).hidden = true;
  await drawCodes(panel, [], lang);
}
