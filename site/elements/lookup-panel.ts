import type { Lang } from '../../functions/disclosure/text.ts';
import { member, readJson, textMember } from './answer-shape.ts';
import { askWithBody } from './ask.ts';
import { minorOf } from './claim-form.ts';
import { readDated } from './dated-answer.ts';
import { drawAsking, drawDated, moment } from './dated-drawing.ts';
import { datedWords } from './dated-words.ts';
import { part } from './part.ts';
import { readPublicFile } from './public-files.ts';

const LISTED_AT_MOST = 500;

/** `<lookup-panel lang>`: a payment by serial and amount, and the public list of those who ask where theirs is. */
class LookupPanel extends HTMLElement {
  connectedCallback(): void {
    part(this, 'form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      void this.lookUp();
    });
    part(this, 'form button', HTMLButtonElement).disabled = false;
    void this.list();
  }

  get language(): Lang {
    return this.getAttribute('lang') === 'en' ? 'en' : 'zh';
  }

  async lookUp(): Promise<void> {
    const lang = this.language;
    const serial = part(this, '[name=serial]', HTMLInputElement).value.trim();
    const minor = minorOf(part(this, '[name=amount]', HTMLInputElement).value);
    this.fault('serial', /^[0-9A-Za-z_-]{4,64}$/.test(serial) ? '' : datedWords[lang].serialFault);
    this.fault('amount', minor === undefined ? datedWords[lang].amountFault : '');
    const wrong = this.querySelector<HTMLInputElement>('[aria-invalid]');
    wrong?.focus();
    if (wrong !== null) return;
    drawAsking(this, lang);
    const body = JSON.stringify({ serial, amount: { currency: 'CNY', minor } });
    drawDated(this, readDated(await askWithBody('/api/lookup', body, { lang: lang === 'zh' ? 'zh-CN' : 'en' })), lang);
  }

  fault(name: 'serial' | 'amount', sentence: string): void {
    const said = part(this, `[data-fault=${name}]`, HTMLElement);
    said.textContent = sentence;
    said.hidden = sentence === '';
    part(this, `[name=${name}]`, HTMLInputElement).toggleAttribute('aria-invalid', sentence !== '');
  }

  async list(): Promise<void> {
    const words = datedWords[this.language];
    const file = await readPublicFile('/queries.json', true);
    const said = typeof file === 'string' ? undefined : readJson(file);
    const open = member(said, 'open');
    const status = part(this, '[data-part=open-status]', HTMLElement);
    const asOf = textMember(said, 'asOf');
    if (!Array.isArray(open) || asOf === undefined) {
      status.textContent = words.openUnread;
      return;
    }
    status.textContent = `${open.length === 0 ? words.openNone : ''} ${words.openAsOf(moment(asOf))}`.trim();
    const lines = open.slice(0, LISTED_AT_MOST).map((one: unknown) => this.drawOne(one, Date.parse(asOf)));
    part(this, '[data-part=open-list]', HTMLElement).replaceChildren(...lines);
  }

  drawOne(one: unknown, nowMs: number): HTMLElement {
    const words = datedWords[this.language];
    const [query, since, state] = [textMember(one, 'query') ?? '', textMember(one, 'since') ?? '', textMember(one, 'state')];
    const minutes = Math.max(0, Math.floor((nowMs - Date.parse(since)) / 60_000));
    const age = words.age(Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60);
    const item = document.createElement('li');
    const said = state === 'settled' || state === 'unpaid' ? words.openStates[state] : words.openStates.unknown;
    item.textContent = `${words.openOne(query, moment(since), age)} · ${said}`;
    return item;
  }
}

customElements.define('lookup-panel', LookupPanel);
