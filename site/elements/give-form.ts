import { renderRow } from '../../functions/disclosure/render-row.ts';
import type { Lang } from '../../functions/disclosure/text.ts';
import { campaignState } from '../../functions/domain/campaign.ts';
import { formatMoney, money, parseYuan, plainMinor } from '../../functions/domain/money.ts';
import { dayOf } from '../../functions/domain/time.ts';
import { LARGEST_FEN, uppercaseAmount } from '../../functions/domain/uppercase-amount.ts';
import { askWithBody } from './ask.ts';
import { carryOver } from './carry-over.ts';
import { isHandheld } from './device.ts';
import { readSent, type Sent } from './give-answer.ts';
import { type Fault, type GiveField, judgeDraft } from './give-draft.ts';
import type { GiveFacts } from './give-facts.ts';
import { clearFaults, fieldOf, readDraft, showFault } from './give-fields.ts';
import { forgetKey, keyOf } from './give-key.ts';
import { isHeld, previewRow } from './give-preview.ts';
import { giveWords } from './give-words.ts';
import { part } from './part.ts';
import { showScan } from './pay-scan.ts';
import { openShelf } from './shelf.ts';
import { thanksAddress } from './thanks-link.ts';

const shelf = openShelf(() => sessionStorage);

/** `<give-form lang data-facts>`: the form of one campaign, from the first digit to the gateway. */
class GiveForm extends HTMLElement {
  busy = false;

  connectedCallback(): void {
    carryOver();
    const form = part(this, 'form', HTMLFormElement);
    const state = campaignState(this.facts.period, dayOf(Date.now()));
    if (state === 'open') this.begin(form);
    else this.showPeriod(form, state);
  }

  begin(form: HTMLFormElement): void {
    this.takePlace(new URLSearchParams(location.search).get('place') ?? '');
    part(this, `[name=method][value=${isHandheld(navigator.userAgent) ? 'sandbox' : 'sandbox-qr'}]`, HTMLInputElement).checked = true;
    form.addEventListener('input', () => this.draw());
    form.addEventListener('change', () => this.draw());
    form.addEventListener('click', (event) => this.takeChip(event.target));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.send();
    });
    // A donor who comes back from the gateway finds the form as it was, and able to send again.
    window.addEventListener('pageshow', () => this.settle(''));
    part(this, 'button[type=submit]', HTMLButtonElement).disabled = false;
    this.draw();
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
      row === undefined ? '' : renderRow(row, { lang: language, definitions: facts.definitions, generation: 1, preview: true });
  }

  async send(): Promise<void> {
    if (this.busy) return;
    clearFaults(this);
    const judged = judgeDraft(readDraft(this), this.facts);
    if (!judged.ok) return this.refuse(judged.faults);
    this.busy = true;
    this.say(giveWords[this.language].sending);
    const key = keyOf(shelf, JSON.stringify(judged.body), { nowMs: Date.now(), random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)) });
    const reply = await askWithBody('/api/donations', JSON.stringify({ key, ...judged.body }), { lang: this.language === 'zh' ? 'zh-CN' : 'en' });
    this.take(readSent(reply));
  }

  take(sent: Sent): void {
    const words = giveWords[this.language];
    if (sent.outcome === 'unreachable') this.settle(words.unreachable);
    else if (sent.outcome === 'refused') this.takeRefusal(sent);
    else if (sent.pay.kind === 'redirect') {
      this.say(words.leaving);
      location.assign(sent.pay.url);
    } else {
      this.settle('');
      const sum = formatMoney(money('CNY', parseYuan(fieldOf(this, 'amount').value) ?? 0));
      void showScan(this, { link: sent, pay: sent.pay, sum, thanks: thanksAddress(this.language, sent), lang: this.language });
    }
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

customElements.define('give-form', GiveForm);
