import type { Lang } from '../../functions/disclosure/text.ts';
import { ask, askWithBody } from './ask.ts';
import { type Bill, readBillAnswer } from './bill-answer.ts';
import { billWords } from './bill-words.ts';
import { readDocument } from './document-answer.ts';
import { part } from './part.ts';
import { parseDonorLink } from './thanks-link.ts';

/** States in which the platform or the record is waited for. */
const MOVING: readonly Bill['state'][] = ['wanted', 'submitted', 'red_wanted', 'red_submitted'];
const AGAIN_MS = 10_000;
const LOOKS_MOST = 30;

/** `<fiscal-bill lang>`: the fiscal bill of the gift whose link stands in the address; hidden where the society issues none. */
class FiscalBill extends HTMLElement {
  looks = 0;
  timer = 0;

  connectedCallback(): void {
    part(this, 'form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      void this.request();
    });
    part(this, '[data-bill=open]', HTMLButtonElement).addEventListener('click', () => void this.open());
    window.addEventListener('hashchange', () => this.begin());
    this.begin();
  }

  get language(): Lang {
    return this.getAttribute('lang') === 'en' ? 'en' : 'zh';
  }

  /** Another link in the address is another gift: nothing of the one before stays. */
  begin(): void {
    this.hidden = true;
    part(this, 'form', HTMLFormElement).hidden = true;
    this.looks = 0;
    void this.look();
  }

  async look(): Promise<void> {
    clearTimeout(this.timer);
    const link = parseDonorLink(location.hash);
    if (link === undefined) return;
    const answer = readBillAnswer(await ask(`/api/donations/${link.id}/bill`, { cache: 'no-store', headers: { authorization: `Bearer ${link.token}` } }));
    if (parseDonorLink(location.hash)?.id !== link.id) return; // another link was opened meanwhile
    if (answer.outcome === 'read') this.draw(answer.bill);
    const moving = answer.outcome !== 'read' || MOVING.includes(answer.bill.state) || (answer.bill.state === 'issued' && !answer.bill.hasFile);
    this.looks += 1;
    if (moving && this.looks < LOOKS_MOST) this.timer = Number(setTimeout(() => void this.look(), AGAIN_MS));
  }

  draw(bill: Bill): void {
    const { state } = bill;
    this.hidden = state === 'not_offered';
    this.say(this.sentence(bill));
    const form = part(this, 'form', HTMLFormElement);
    const words = billWords[this.language];
    if (form.hidden && (state === 'none' || state === 'rejected')) {
      part(this, '[name=title]', HTMLInputElement).value = bill.title;
      part(this, '[name=taxId]', HTMLInputElement).value = bill.taxId;
    }
    form.hidden = state !== 'none' && state !== 'rejected';
    part(this, '[data-bill=ask]', HTMLButtonElement).textContent = state === 'rejected' ? words.again : words.ask;
    this.drawNumbers(bill);
    part(this, '[data-bill=file]', HTMLElement).hidden = !bill.hasFile || state === 'reversed';
  }

  drawNumbers({ numbers, red, state }: Bill): void {
    const words = billWords[this.language];
    const [code = '', number = '', checkCode = '', day = ''] = numbers ?? [];
    const rows =
      numbers === undefined
        ? []
        : [
            [words.code, code],
            [words.number, number],
            [words.checkCode, checkCode],
            [words.day, day],
          ];
    const all = red === undefined ? rows : [...rows, [words.redNumber, red.join(' ')]];
    const list = part(this, 'dl', HTMLElement);
    list.hidden = all.length === 0;
    list.replaceChildren(
      ...all.map(([name = '', value = '']) => {
        const row = document.createElement('div');
        const [term, said] = [document.createElement('dt'), document.createElement('dd')];
        term.textContent = name;
        said.textContent = value;
        row.append(term, said);
        return row;
      }),
    );
    const isSpecimen = code.startsWith('99'); // no authority has that region
    const note = part(this, '[data-bill=check]', HTMLElement);
    note.hidden = numbers === undefined;
    note.textContent = [isSpecimen ? words.specimen : words.check, state === 'reversed' ? '' : words.secret].join(this.language === 'zh' ? '' : ' ').trim();
  }

  sentence({ state, askUntil, title, words: said }: Bill): string {
    const words = billWords[this.language];
    if (state === 'none' || state === 'too_late') return words[state](askUntil);
    if (state === 'wanted') return words.wanted(title);
    if (state === 'rejected') return words.rejected(said);
    if (state === 'red_wanted' || state === 'red_submitted') return words.red;
    return state === 'not_offered' ? '' : words[state];
  }

  async request(): Promise<void> {
    const link = parseDonorLink(location.hash);
    const button = part(this, '[data-bill=ask]', HTMLButtonElement);
    if (link === undefined || button.getAttribute('aria-disabled') === 'true') return;
    const words = billWords[this.language];
    const [title, taxId] = (['title', 'taxId'] as const).map((name) => part(this, `[name=${name}]`, HTMLInputElement).value.trim());
    const body = { ...(title === '' ? {} : { title }), ...(taxId === '' ? {} : { taxId }) };
    button.setAttribute('aria-disabled', 'true');
    this.fault('', '');
    part(this, '[data-bill=sent]', HTMLElement).textContent = words.asking;
    const reply = await askWithBody(`/api/donations/${link.id}/bill`, JSON.stringify(body), {
      lang: this.language === 'zh' ? 'zh-CN' : 'en',
      token: link.token,
    });
    const answer = readBillAnswer(reply);
    button.setAttribute('aria-disabled', 'false');
    part(this, '[data-bill=sent]', HTMLElement).textContent = answer.outcome === 'unreachable' ? words.failed : '';
    if (answer.outcome === 'refused') this.fault(answer.field, answer.detail);
    if (answer.outcome !== 'read') return;
    this.draw(answer.bill);
    this.looks = 0;
    this.timer = Number(setTimeout(() => void this.look(), AGAIN_MS));
  }

  /** Says what is wrong at its field, or under the form where it is no field of it. */
  fault(field: string, sentence: string): void {
    for (const name of ['title', 'taxId'] as const) {
      const isIt = name === field || (name === 'title' && field !== 'taxId');
      const said = part(this, `[data-fault=${name}]`, HTMLElement);
      said.textContent = isIt ? sentence : '';
      said.hidden = said.textContent === '';
      part(this, `[name=${name}]`, HTMLInputElement).toggleAttribute('aria-invalid', false);
      if (!said.hidden) {
        part(this, `[name=${name}]`, HTMLInputElement).setAttribute('aria-invalid', 'true');
        part(this, `[name=${name}]`, HTMLInputElement).focus();
      }
    }
  }

  async open(): Promise<void> {
    const link = parseDonorLink(location.hash);
    if (link === undefined) return;
    const words = billWords[this.language];
    const status = part(this, '[data-bill=opened]', HTMLElement);
    status.textContent = words.opening;
    const path = `/api/donations/${link.id}/documents/bill`;
    const answer = readDocument(await askWithBody(path, '{}', { lang: this.language === 'zh' ? 'zh-CN' : 'en', token: link.token }));
    status.textContent = answer.outcome === 'ready' ? '' : answer.outcome === 'refused' ? answer.detail : words.failed;
    if (answer.outcome === 'ready') location.assign(answer.address);
  }

  say(sentence: string): void {
    const status = part(this, '[data-bill=state]', HTMLElement);
    if (status.textContent !== sentence) status.textContent = sentence; // a screen reader hears each sentence once
  }
}

customElements.define('fiscal-bill', FiscalBill);
