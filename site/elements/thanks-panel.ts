import { issuePagePath, localPath } from '../../functions/disclosure/address.ts';
import { shortDay } from '../../functions/disclosure/day-text.ts';
import type { Lang } from '../../functions/disclosure/text.ts';
import { formatMoney, money } from '../../functions/domain/money.ts';
import { documentNumber } from '../../functions/domain/number.ts';
import { dayOf, shanghaiTime } from '../../functions/domain/time.ts';
import { ask, askWithBody } from './ask.ts';
import { carryOver } from './carry-over.ts';
import { copyField } from './copy-text.ts';
import { isWeChat } from './device.ts';
import { readDocument } from './document-answer.ts';
import { type Donation, type EntryPlace, readDonation, type Withdrawal } from './donation-answer.ts';
import { forgetKey } from './give-key.ts';
import { momentText } from './moment-text.ts';
import { part } from './part.ts';
import { isSlow, pollDelayMs } from './poll-pace.ts';
import { readPublicFile } from './public-files.ts';
import { openShelf } from './shelf.ts';
import { drawTakeBack, takeBack } from './take-back.ts';
import { type DonorLink, parseDonorLink } from './thanks-link.ts';
import { thanksWords } from './thanks-words.ts';
import { isInRecord, type TimeStep, timeLine } from './time-line.ts';
import { witnessSentence } from './witness-state.ts';

/** `<thanks-panel lang data-society>`: one gift for the one who holds its link, from payment to documents. */
class ThanksPanel extends HTMLElement {
  startMs = 0;
  timer = 0;

  connectedCallback(): void {
    carryOver();
    for (const button of this.querySelectorAll<HTMLButtonElement>('button[data-document]'))
      button.addEventListener('click', () => void this.openDocument(button));
    part(this, '[data-part=copy]', HTMLButtonElement).addEventListener('click', () => void this.copy('link', 'copied'));
    part(this, '[data-part=again]', HTMLButtonElement).addEventListener('click', () => this.begin());
    part(this, '[data-part=share]', HTMLButtonElement).addEventListener('click', () => void this.share());
    window.addEventListener('hashchange', () => this.begin());
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible' && this.timer !== 0) this.begin();
    });
    this.begin();
  }

  get language(): Lang {
    return this.getAttribute('lang') === 'en' ? 'en' : 'zh';
  }

  begin(): void {
    clearTimeout(this.timer);
    this.timer = 0;
    const link = parseDonorLink(location.hash);
    part(this, '[data-part=gift]', HTMLElement).hidden = link === undefined;
    part(this, '[data-part=again]', HTMLElement).hidden = true;
    part(this, '[data-part=slow]', HTMLElement).hidden = true;
    part(this, '[data-part=title]', HTMLElement).hidden = true;
    if (link === undefined) {
      this.say(thanksWords[this.language].noLink);
      return;
    }
    part(this, '[data-part=link]', HTMLInputElement).value = location.href;
    this.startMs = Date.now();
    void this.poll(link);
  }

  async poll(link: DonorLink): Promise<void> {
    const words = thanksWords[this.language];
    const answer = readDonation(await ask(`/api/donations/${link.id}`, { cache: 'no-store', headers: { authorization: `Bearer ${link.token}` } }));
    if (parseDonorLink(location.hash)?.id !== link.id) return; // another link was opened meanwhile
    if (answer.outcome === 'refused') {
      part(this, '[data-part=gift]', HTMLElement).hidden = true;
      part(this, '[data-part=title]', HTMLElement).hidden = true;
      return this.say(words.refused);
    }
    if (answer.outcome === 'unreachable') this.say(words.unreachable);
    else if (this.draw(answer.donation)) return;
    this.askAgain(link);
  }

  askAgain(link: DonorLink): void {
    const elapsedMs = Date.now() - this.startMs;
    part(this, '[data-part=slow]', HTMLElement).hidden = !isSlow(elapsedMs);
    const delay = pollDelayMs(elapsedMs);
    clearTimeout(this.timer);
    this.timer = delay === undefined ? 0 : Number(setTimeout(() => void this.poll(link), delay));
    part(this, '[data-part=again]', HTMLElement).hidden = delay !== undefined;
    if (delay === undefined) this.say(thanksWords[this.language].stopped);
  }

  /** Draws what is known, and tells whether nothing more is waited for. */
  draw(donation: Donation): boolean {
    const words = thanksWords[this.language];
    part(this, '[data-part=title]', HTMLElement).hidden = false;
    part(this, '[data-part=title]', HTMLElement).textContent = words.title[donation.state];
    this.say(words.sentence[donation.state](formatMoney(donation.amount)));
    this.sayRefund(donation.refund);
    const line = timeLine(donation);
    const steps = line.map((step, at) => this.drawStep(step, { donation, before: line[at - 1] }));
    part(this, '[data-part=line]', HTMLElement).replaceChildren(...steps);
    if (donation.state === 'paid' || donation.state === 'published') forgetKey(openShelf(() => sessionStorage)); // the same wish again is a new gift
    part(this, '[data-part=dedicated]', HTMLElement).hidden = !donation.dedicated || donation.withdrawal.state === 'done';
    this.offerTakeBack(donation.withdrawal);
    this.sayClaim(donation);
    if (!isInRecord(donation)) return false;
    this.drawPlace(donation.entry);
    void this.sayWitness(donation.entry.index);
    part(this, '[data-part=slow]', HTMLElement).hidden = true;
    this.timer = 0;
    return true;
  }

  /** Says when the link was given out again, and leads a gift without a name in public to where it can be named. */
  sayClaim({ recoveredAt, claimed, state, withdrawal }: Donation): void {
    const said = part(this, '[data-part=recovered]', HTMLElement);
    said.hidden = recoveredAt === undefined;
    if (recoveredAt !== undefined) said.textContent = thanksWords[this.language].recovered(momentText(recoveredAt));
    const name = part(this, '[data-part=name-later]', HTMLAnchorElement);
    name.hidden = state !== 'published' || claimed || recoveredAt !== undefined || withdrawal.state !== 'nothing_shown';
    name.href = localPath(this.language, `/claim.html${location.hash}`);
  }

  sayRefund({ done, underWay } = { done: 0, underWay: 0 }): void {
    const { refund } = thanksWords[this.language];
    const yuan = (minor: number) => formatMoney(money('CNY', minor));
    const said = [done > 0 ? refund.done(yuan(done)) : '', underWay > 0 ? refund.underWay(yuan(underWay)) : ''].filter((one) => one !== '');
    const notice = part(this, '[data-part=refund]', HTMLElement);
    notice.hidden = said.length === 0;
    notice.textContent = said.join(' ');
  }

  drawStep(step: TimeStep, { donation, before }: { readonly donation: Donation; readonly before: TimeStep | undefined }): HTMLElement {
    const words = thanksWords[this.language];
    const { entry } = donation;
    const item = document.createElement('li');
    item.className = `time-step ${step.state}`;
    const time = document.createElement('span');
    time.className = 'time-step-at';
    if (step.state !== 'done') time.textContent = step.state === 'open' ? words.open : words.later;
    else if (step.atMs !== undefined) {
      time.textContent = shanghaiTime(step.atMs);
      if (before?.atMs === undefined || dayOf(before.atMs) !== dayOf(step.atMs)) item.append(this.drawDay(step.atMs), ' ');
    }
    const done = step.id === 'published' && entry !== undefined ? words.published(entry.number, entry.issue) : undefined;
    item.append(time, ' ', done ?? { ordered: words.ordered, paid: words.paid, published: words.publishedLater }[step.id]);
    return item;
  }

  /** A day is said once, and again only where the next step fell on another one. */
  drawDay(atMs: number): HTMLElement {
    const day = document.createElement('span');
    day.className = 'time-step-day';
    day.textContent = shortDay(dayOf(atMs), this.language);
    return day;
  }

  drawPlace(entry: EntryPlace): void {
    const { language } = this;
    const words = thanksWords[language];
    const picture = isWeChat(navigator.userAgent);
    part(this, '[data-part=documents]', HTMLElement).hidden = false;
    part(this, '[data-part=browser]', HTMLElement).hidden = !picture;
    part(this, '[data-part=row]', HTMLAnchorElement).href = `${this.rowPage(entry)}#r${entry.row}`;
    part(this, '[data-part=verify]', HTMLAnchorElement).href = `${localPath(language, '/verify.html')}#${entry.number}`;
    for (const kind of ['receipt', 'certificate'] as const) {
      part(this, `[data-number=${kind}]`, HTMLElement).textContent = documentNumber(kind, 1, entry.index);
      const button = part(this, `button[data-document=${kind}]`, HTMLButtonElement);
      button.textContent = picture ? words.picture_document(words[kind]) : words.open_document(words[kind]);
    }
    part(this, '[data-part=sharing]', HTMLElement).hidden = false;
    part(this, '[data-part=public-link]', HTMLInputElement).value = new URL(`${this.rowPage(entry)}#r${entry.row}`, location.href).href;
    part(this, '[data-part=share]', HTMLButtonElement).textContent = canShare() ? words.shareButton : words.copy;
  }

  async sayWitness(index: number): Promise<void> {
    const sentence = await witnessSentence(readPublicFile, index, this.language);
    part(this, '[data-part=witness]', HTMLElement).textContent = sentence ?? '';
    part(this, '[data-part=witness]', HTMLElement).hidden = sentence === undefined;
  }

  rowPage(entry: EntryPlace): string {
    return localPath(this.language, issuePagePath(this.dataset.society ?? '', { number: entry.issue, page: entry.page }));
  }

  offerTakeBack(withdrawal: Withdrawal): void {
    const { language } = this;
    drawTakeBack(this, { withdrawal, lang: language });
    const link = parseDonorLink(location.hash);
    if (link !== undefined) part(this, '[data-part=take-back]', HTMLButtonElement).onclick = () => void takeBack(this, { link, lang: language });
  }

  async openDocument(button: HTMLButtonElement): Promise<void> {
    const link = parseDonorLink(location.hash);
    const kind = button.dataset.document ?? '';
    if (link === undefined || button.getAttribute('aria-disabled') === 'true') return;
    const words = thanksWords[this.language];
    const status = part(this, `[data-document-status=${kind}]`, HTMLElement);
    const picture = kind === 'share' || isWeChat(navigator.userAgent);
    const wish = kind === 'share' ? { dedication: part(this, '[name=dedicated]', HTMLInputElement).checked } : { format: picture ? 'png' : 'pdf' };
    button.setAttribute('aria-disabled', 'true');
    status.textContent = words.drawing;
    const path = `/api/donations/${link.id}/documents/${kind}`;
    const answer = readDocument(await askWithBody(path, JSON.stringify(wish), { lang: this.language === 'zh' ? 'zh-CN' : 'en', token: link.token }));
    button.setAttribute('aria-disabled', 'false');
    status.textContent = answer.outcome === 'ready' ? (picture ? words.hold : '') : answer.outcome === 'refused' ? answer.detail : words.document_failed;
    if (answer.outcome !== 'ready') return;
    if (!picture) return location.assign(answer.address);
    const image = part(this, `[data-picture=${kind}]`, HTMLImageElement);
    image.src = answer.address;
    image.hidden = false;
  }

  async copy(field: 'link' | 'public-link', answer: 'copied' | 'shared'): Promise<void> {
    const words = thanksWords[this.language];
    const done = await copyField(part(this, `[data-part=${field}]`, HTMLInputElement));
    part(this, `[data-part=${answer}]`, HTMLElement).textContent = done ? words.copied : words.copyByHand;
  }

  async share(): Promise<void> {
    if (!canShare()) return this.copy('public-link', 'shared');
    try {
      await navigator.share({ url: part(this, '[data-part=public-link]', HTMLInputElement).value });
    } catch {
      // The visitor closed the sheet: nothing to say.
    }
  }

  say(sentence: string): void {
    const status = part(this, '[data-part=status]', HTMLElement);
    if (status.textContent !== sentence) status.textContent = sentence; // a screen reader hears each sentence once
  }
}

/** Pages on plain http have no sheet to share with. */
function canShare(): boolean {
  return typeof navigator.share === 'function';
}

customElements.define('thanks-panel', ThanksPanel);
