import type { Lang } from '../../functions/disclosure/text.ts';
import { parseInstant, shanghaiTime } from '../../functions/domain/time.ts';
import { ask } from './ask.ts';
import { readDonation } from './donation-answer.ts';
import { isWebAddress, type PayWay } from './give-answer.ts';
import { giveWords } from './give-words.ts';
import { part } from './part.ts';
import { pollDelayMs } from './poll-pace.ts';
import type { DonorLink } from './thanks-link.ts';

type Scan = { readonly link: DonorLink; readonly pay: Extract<PayWay, { kind: 'qr' }>; readonly sum: string; readonly thanks: string; readonly lang: Lang };

/** Shows the code to scan in the place of the form, and moves on to the thanks page once the gift is paid. */
export async function showScan(root: ParentNode, scan: Scan): Promise<void> {
  const words = giveWords[scan.lang];
  const form = part(root, 'form', HTMLFormElement);
  const panel = part(root, '[data-part=scan]', HTMLElement);
  const expiresAtMs = parseInstant(scan.pay.expiresAt);
  part(panel, '[data-part=until]', HTMLElement).textContent = expiresAtMs === undefined ? '' : words.scanUntil(shanghaiTime(expiresAtMs));
  part(panel, '[data-part=sum]', HTMLElement).textContent = scan.sum;
  part(panel, '[data-part=thanks]', HTMLAnchorElement).href = scan.thanks;
  const here = part(panel, '[data-part=here]', HTMLAnchorElement);
  here.hidden = !isWebAddress(scan.pay.text);
  if (!here.hidden) here.href = scan.pay.text;
  const close = (): void => {
    panel.hidden = true;
    form.hidden = false;
  };
  part(panel, '[data-part=back]', HTMLButtonElement).onclick = close;
  form.hidden = true;
  panel.hidden = false;
  part(panel, 'h2', HTMLElement).focus();
  void followPayment(panel, { ...scan, endsAtMs: expiresAtMs ?? Number.POSITIVE_INFINITY });
  await drawCode(panel, scan);
}

async function drawCode(panel: ParentNode, scan: Scan): Promise<void> {
  const picture = part(panel, 'img', HTMLImageElement);
  picture.removeAttribute('src');
  picture.hidden = false;
  try {
    const { toDataURL } = await import('qrcode');
    picture.src = await toDataURL(scan.pay.text, { errorCorrectionLevel: 'M', margin: 4, width: 512 });
  } catch {
    // The chunk did not come, or the text is too long for a code: the other way to pay stands below.
    part(panel, '[data-part=until]', HTMLElement).textContent = giveWords[scan.lang].scanText;
  }
}

/** Asks until the gift is paid, the code has expired, or the donor went back to the form. */
async function followPayment(panel: HTMLElement, scan: Scan & { readonly endsAtMs: number }): Promise<void> {
  const { id, token } = scan.link;
  const startMs = Date.now();
  for (let delay = pollDelayMs(0); delay !== undefined && !panel.hidden; delay = pollDelayMs(Date.now() - startMs)) {
    await new Promise((resolve) => setTimeout(resolve, delay));
    const answer = readDonation(await ask(`/api/donations/${id}`, { headers: { authorization: `Bearer ${token}` } }));
    if (panel.hidden) return;
    if (answer.outcome === 'found' && (answer.donation.state === 'paid' || answer.donation.state === 'published')) return location.assign(scan.thanks);
    if (Date.now() > scan.endsAtMs) showExpired(panel, scan.lang);
  }
}

/** An old code would only lead to a refusal; payment may still be on its way, so the asking goes on. */
function showExpired(panel: ParentNode, lang: Lang): void {
  part(panel, '[data-part=until]', HTMLElement).textContent = giveWords[lang].scanExpired;
  part(panel, 'img', HTMLImageElement).hidden = true;
  part(panel, '[data-part=here]', HTMLAnchorElement).hidden = true;
}
