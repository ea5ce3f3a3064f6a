import { renderGift } from '../../functions/disclosure/render-gift.ts';
import type { Lang } from '../../functions/disclosure/text.ts';
import { campaignState } from '../../functions/domain/campaign.ts';
import { formatMoney, money, parseYuan, plainMinor } from '../../functions/domain/money.ts';
import { dayOf } from '../../functions/domain/time.ts';
import { LARGEST_FEN, uppercaseAmount } from '../../functions/domain/uppercase-amount.ts';
import { carryOver } from './carry-over.ts';
import type { PayWay, Sent } from './give-answer.ts';
import { type Fault, type GiveField, judgeDraft } from './give-draft.ts';
import type { GiveFacts } from './give-facts.ts';
import { clearFaults, fieldOf, readDraft, showFault } from './give-fields.ts';
import { forgetKey, keyOf } from './give-key.ts';
import { isHeld, previewRow } from './give-preview.ts';
import { giveWords } from './give-words.ts';
import { chosen, part } from './part.ts';
import { codesOf, placeOrders } from './pay-orders.ts';
import type { Payer } from './pay-payer.ts';
import { showScan } from './pay-scan.ts';
import { chosenWay, inAppMethod, offerWays } from './pay-ways.ts';
import { openShelf } from './shelf.ts';
import { type DonorLink, thanksAddress } from './thanks-link.ts';

const shelf = openShelf(() => sessionStorage);

/** `<give-form lang data-facts>`: the form of one campaign, from the first digit to the gateway. */
class GiveForm extends HTMLElement {
  busy = false;
  payer = '';

  connectedCallback(): void {
    carryOver();
    const form = part(this, 'form', HTMLFormElement);
    const state = campaignState(this.facts.period, dayOf(Date.now()));
    if (state === 'open') this.begin(form);
    else this.showPeriod(form, state);
  }

  begin(form: HTMLFormElement): void {
    this.takePlace(new URLSearchParams(location.search).get('place') ?? '');
    offerWays(form, this.facts.methods);
    form.addEventListener('input', () => this.draw());
    form.addEventListener('change', () => this.draw());
    form.addEventListener('click', (event) => this.takeChip(event.target));
    part(form, 'details', HTMLElement).addEventListener('toggle', () => void this.dedicate('watchDedication'));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.send();
    });
    // A donor who comes back from the gateway finds the form as it was, and able to send again.
    window.addEventListener('pageshow', () => this.settle(''));
    this.draw();
    void this.open(form);
  }

  /** Inside a paying app the payer is learnt first, which may lead away and back; whoever cannot be learnt pays another way. */
  async open(form: HTMLFormElement): Promise<void> {
    const method = inAppMethod(this.facts.methods);
    const payer = method === undefined ? undefined : await this.learn(method.id);
    if (payer?.is === 'leaving') return;
    if (payer?.is === 'known') this.payer = payer.payer;
    if (method !== undefined && payer?.is === 'unknown') offerWays(form, this.facts.methods, [method.id]);
    part(this, 'button[type=submit]', HTMLButtonElement).disabled = false;
    this.draw();
  }

  /** Only pages inside a paying app read the code of it. */
  async learn(method: string): Promise<Payer> {
    const lang = this.language === 'zh' ? 'zh-CN' : 'en';
    // A chunk that does not come is a way to pay less, and the others stand.
    return import('./pay-payer.ts').then(({ learnPayer }) => learnPayer(method, shelf, lang)).catch(() => ({ is: 'unknown' }));
  }

  get facts(): GiveFacts {
    return JSON.parse(this.dataset.facts ?? '{}');
  }

  get language(): Lang {
    return this.getAttribute('lang') === 'en' ? 'en' : 'zh';
  }

  showPeriod(form: HTMLFormElement, state: 'closed' | 'not_yet'): void {
    form.hidden = true;
    part(this, `[data-part=${state}]`, HTMLElement).hidden = false;
  }

  /** A poster's place counts only if it is one of this campaign that is still in use. */
  takePlace(id: string): void {
    const { places } = this.facts.definitions;
    const place = Object.hasOwn(places, id) ? places[id] : undefined;
    fieldOf(this, 'place').value = place === undefined ? '' : id;
    part(this, '[data-part=place]', HTMLElement).hidden = place === undefined;
    part(this, '[data-part=place-name]', HTMLElement).textContent = place?.name[this.language] ?? '';
  }

  takeChip(target: EventTarget | null): void {
    if (!(target instanceof HTMLButtonElement) || target.dataset.fen === undefined) return;
    fieldOf(this, 'amount').value = plainMinor(Number(target.dataset.fen)).replace(/\.00$/, '');
    this.draw();
  }

  draw(): void {
    const { facts, language } = this;
    const draft = readDraft(this);
    const minor = parseYuan(draft.amount);
    const anonymous = draft.kind === 'anonymous';
    part(this, '[data-part=naming]', HTMLElement).hidden = anonymous;
    part(this, '[data-part=consent]', HTMLElement).hidden = anonymous || draft.display === 'anonymous';
    part(this, '[data-part=held]', HTMLElement).hidden = !isHeld(draft, facts);
    for (const chip of this.querySelectorAll<HTMLButtonElement>('[data-fen]')) chip.setAttribute('aria-pressed', String(Number(chip.dataset.fen) === minor));
    const writable = minor !== undefined && minor > 0 && minor <= LARGEST_FEN;
    part(this, '[data-part=words]', HTMLElement).textContent = writable ? uppercaseAmount(minor) : '';
    const words = giveWords[language];
    part(this, 'button[type=submit]', HTMLButtonElement).textContent = writable ? words.giveAmount(formatMoney(money('CNY', minor))) : words.give;
    const row = previewRow(draft, facts, Date.now());
    part(this, '[data-part=preview-empty]', HTMLElement).hidden = row !== undefined;
    // Markup of our own renderer, which escapes every value; the public page writes the very same.
    part(this, '[data-part=preview]', HTMLElement).innerHTML =
      row === undefined ? '' : renderGift(row, { lang: language, definitions: facts.definitions, generation: 1, preview: true }).html;
  }

  async send(): Promise<void> {
    if (this.busy) return;
    clearFaults(this);
    const judged = judgeDraft(readDraft(this), this.facts);
    if (!judged.ok) return this.refuse(judged.faults);
    this.busy = true;
    this.say(giveWords[this.language].sending);
    const dedicated = chosen(this, 'dedication') === '' ? {} : await this.dedicate('readDedication').catch(() => 'unreachable' as const);
    if (dedicated === undefined || dedicated === 'unreachable') return this.settle(dedicated === undefined ? '' : giveWords[this.language].unreachable);
    const { method: _, ...wish } = { ...judged.body, ...dedicated };
    // The way to pay is no part of it: another way is another order of the same gift.
    const key = keyOf(shelf, JSON.stringify(wish), { nowMs: Date.now(), random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)) });
    const way = chosenWay(this, this.facts.methods);
    const place = () =>
      placeOrders({ key, ...wish }, way, { payer: this.payer, lang: this.language, waiting: (seconds) => this.say(giveWords[this.language].waiting(seconds)) });
    const placed = await place();
    const codes = codesOf(placed, this.language);
    const sent = placed.find((one) => one.sent.outcome === 'pay')?.sent ?? placed[0]?.sent ?? { outcome: 'unreachable' };
    if (codes.length === 0 || sent.outcome !== 'pay') return this.take(sent);
    this.settle('');
    await showScan(this, { link: sent, codes, ...this.leaf(sent), renew: async () => codesOf(await place(), this.language) });
  }

  /** Few dedicate their gift, so the code of it comes only to who does. */
  async dedicate<Act extends 'watchDedication' | 'readDedication'>(act: Act) {
    return (await import('./give-dedication.ts'))[act](this, this.language);
  }

  /** What every way to pay shows of the gift. */
  leaf(sent: DonorLink): { readonly sum: string; readonly thanks: string; readonly lang: Lang } {
    const sum = formatMoney(money('CNY', parseYuan(fieldOf(this, 'amount').value) ?? 0));
    return { sum, thanks: thanksAddress(this.language, sent), lang: this.language };
  }

  take(sent: Sent): void {
    const words = giveWords[this.language];
    if (sent.outcome === 'unreachable') this.settle(words.unreachable);
    else if (sent.outcome === 'refused') this.takeRefusal(sent);
    else if (sent.pay.kind === 'redirect') {
      this.say(words.leaving);
      leaveFor(sent.pay.url);
    } else if (sent.pay.kind === 'jsapi') void this.payHere(sent, sent.pay);
    else if (sent.pay.kind === 'transfer') {
      const { pay } = sent;
      this.settle('');
      void import('./pay-transfer.ts').then(({ showTransfer }) => showTransfer(this, { pay, ...this.leaf(sent) })).catch(() => this.settle(words.unreachable));
    }
  }

  /** What the app says is a hint: the thanks page asks the portal. */
  async payHere(link: DonorLink, pay: Extract<PayWay, { kind: 'jsapi' }>): Promise<void> {
    const words = giveWords[this.language];
    this.say(words.leaving);
    const end = await import('./pay-bridge.ts').then(({ payInApp }) => payInApp(pay)).catch(() => 'failed' as const);
    if (end === 'done') return location.assign(thanksAddress(this.language, link));
    this.settle(end === 'cancelled' ? words.cancelled : words.inAppFailed);
  }

  takeRefusal(sent: Extract<Sent, { outcome: 'refused' }>): void {
    const words = giveWords[this.language];
    const renewed = sent.code === 'key_reused' || sent.code === 'already_paid';
    if (renewed) forgetKey(shelf); // the next press is a new gift, and the sentence says so
    this.settle(sent.code === 'already_paid' ? words.alreadyPaid : renewed ? words.keyRenewed : sent.field === undefined ? sent.detail : '');
    if (!renewed && sent.field !== undefined) showFault(this, sent.field, [sent.detail, ...sent.characters].join(' '));
    if (!renewed && sent.field !== undefined) this.focusOn(sent.field);
  }

  refuse(faults: readonly Fault[]): void {
    const { minFen, maxFen } = this.facts;
    const bounds = [minFen, maxFen].map((fen) => formatMoney(money('CNY', fen))).join(' – ');
    const sentences = giveWords[this.language].faults;
    for (const fault of faults) showFault(this, fault.field, sentences[fault.code](fault.field === 'amount' ? bounds : (fault.characters ?? []).join(' ')));
    const [first] = faults;
    if (first !== undefined) this.focusOn(first.field);
  }

  focusOn(field: GiveField): void {
    fieldOf(this, field).focus();
  }

  settle(sentence: string): void {
    this.busy = false;
    this.say(sentence);
  }

  say(sentence: string): void {
    part(this, 'button[type=submit]', HTMLButtonElement).setAttribute('aria-disabled', String(this.busy));
    part(this, '[data-part=status]', HTMLElement).textContent = sentence;
  }
}

/** Pages tell nobody where one comes from; WeChat's page for browsers opens only for who comes from the portal, and is told that and no path. */
function leaveFor(url: string): void {
  const link = Object.assign(document.createElement('a'), { href: url, referrerPolicy: 'strict-origin', hidden: true });
  document.body.append(link);
  link.click();
}

customElements.define('give-form', GiveForm);
