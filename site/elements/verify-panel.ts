import { issuePagePath, localPath } from '../../functions/disclosure/address.ts';
import type { Lang } from '../../functions/disclosure/text.ts';
import { documentNumber, recordNumber } from '../../functions/domain/number.ts';
import { carryOver } from './carry-over.ts';
import { findIssue } from './issue-of-index.ts';
import { part } from './part.ts';
import { readPublicFile } from './public-files.ts';
import { forget, recall, remember } from './remembered.ts';
import { openShelf } from './shelf.ts';
import { type Claim, type ClaimRead, claimOfNumber, parseClaim } from './verify-claim.ts';
import { drawGift, drawStep, drawValues, type KnownNames } from './verify-drawing.ts';
import type { Finding, FoundGift } from './verify-finding.ts';
import { compareName } from './verify-name.ts';
import { verifyRecord } from './verify-record.ts';
import { verdictSentence, verifyWords } from './verify-words.ts';

const shelf = openShelf(() => localStorage);

/** `<verify-panel lang data-origin data-society data-names>`: checks the number or code in the address against the public log. */
class VerifyPanel extends HTMLElement {
  /** Counts the checks, so that one that comes back late does not draw over a newer one. */
  turn = 0;
  opened: { readonly gift: FoundGift; readonly salt: Uint8Array } | undefined;

  connectedCallback(): void {
    carryOver();
    this.onSubmit('[data-part=ask]', () => this.takeNumber());
    this.onSubmit('[data-part=compare]', () => this.compareName());
    part(this, '[data-part=forget-button]', HTMLButtonElement).addEventListener('click', () => this.forgetLog());
    window.addEventListener('hashchange', () => this.begin());
    part(this, '[data-part=ask] button', HTMLButtonElement).disabled = false;
    this.begin();
  }

  get language(): Lang {
    return this.getAttribute('lang') === 'en' ? 'en' : 'zh';
  }

  get origin(): string {
    return this.dataset.origin ?? '';
  }

  get names(): KnownNames {
    return JSON.parse(this.dataset.names ?? '');
  }

  onSubmit(selector: string, act: () => void): void {
    part(this, selector, HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      act();
    });
  }

  begin(): void {
    const fragment = location.hash.slice(1);
    this.turn++;
    this.clear();
    if (fragment === '') return;
    const read = parseClaim(fragment);
    if (!fragment.includes('.')) part(this, '[name=number]', HTMLInputElement).value = fragment;
    if (read.ok) {
      part(this, '[name=number]', HTMLInputElement).value = writtenNumber(read.claim);
      void this.check(read.claim);
    } else this.showFault(read.code);
  }

  takeNumber(): void {
    const field = part(this, '[name=number]', HTMLInputElement);
    const read = claimOfNumber(field.value);
    const fragment = read.ok ? `#${writtenNumber(read.claim)}` : '';
    if (!read.ok) {
      this.turn++;
      this.clear();
      this.showFault(read.code);
      field.focus();
    } else if (location.hash === fragment) this.begin();
    else location.hash = fragment; // the address can be kept and sent on; the change begins the check
  }

  async check(claim: Claim): Promise<void> {
    const { turn } = this;
    this.say(verifyWords[this.language].checking);
    const { finding, seen } = await verifyRecord(readPublicFile, { origin: this.origin, remembered: recall(shelf, this.origin) }, claim);
    if (seen !== undefined) remember(shelf, this.origin, seen);
    if (turn !== this.turn) return;
    this.say('');
    this.draw(finding);
    if (finding.gift === undefined) return;
    this.offerComparison(finding, claim);
    await this.linkToRow(claim.index, turn);
  }

  draw(finding: Finding): void {
    const { language } = this;
    const words = verifyWords[language];
    const result = part(this, '[data-part=result]', HTMLElement);
    result.dataset.verdict = finding.verdict;
    part(this, '[data-part=word]', HTMLElement).textContent = words.verdicts[finding.verdict];
    part(this, '[data-part=sentence]', HTMLElement).textContent = verdictSentence(words, finding);
    part(this, '[data-part=gift]', HTMLElement).hidden = finding.gift === undefined;
    const facts = finding.gift === undefined ? [] : drawGift(finding.gift, { lang: language, names: this.names });
    part(this, '[data-part=facts]', HTMLElement).replaceChildren(...facts);
    part(this, '[data-part=steps]', HTMLElement).replaceChildren(...finding.steps.map((step) => drawStep(step, language)));
    part(this, '[data-part=values]', HTMLElement).replaceChildren(...finding.steps.flatMap((step) => drawValues(step, language)));
    const replaced = finding.reason === 'key_replaced' || finding.reason === 'history_differs';
    part(this, '[data-part=forget]', HTMLElement).hidden = !(replaced && this.hasAttribute('data-demonstration'));
    result.hidden = false;
    part(this, '[data-part=word]', HTMLElement).focus();
  }

  /** Only a document's code carries the salt, and only a name that the record does not open needs comparing. */
  offerComparison({ gift }: Finding, { salt }: Claim): void {
    this.opened = gift === undefined || gift.shown !== undefined || salt === undefined ? undefined : { gift, salt };
    part(this, '[data-part=compare]', HTMLElement).hidden = this.opened === undefined;
  }

  compareName(): void {
    if (this.opened === undefined) return;
    const { gift, salt } = this.opened;
    const fit = compareName(gift.entry, salt, part(this, '[name=compared]', HTMLInputElement).value);
    part(this, '[data-part=compare-answer]', HTMLElement).textContent = verifyWords[this.language].compareAnswers[fit];
  }

  async linkToRow(index: number, turn: number): Promise<void> {
    const place = await findIssue(readPublicFile, index);
    if (place === undefined || turn !== this.turn) return;
    const row = part(this, '[data-part=row]', HTMLAnchorElement);
    row.href = `${localPath(this.language, issuePagePath(this.dataset.society ?? '', { number: place.issue, page: place.page }))}#r${place.row}`;
    row.textContent = verifyWords[this.language].row(place.issue, place.row);
    part(this, '[data-part=row-line]', HTMLElement).hidden = false;
  }

  forgetLog(): void {
    forget(shelf, this.origin);
    this.begin();
  }

  clear(): void {
    this.opened = undefined;
    this.say('');
    for (const name of ['result', 'row-line', 'compare', 'forget']) part(this, `[data-part=${name}]`, HTMLElement).hidden = true;
    part(this, '[data-part=compare-answer]', HTMLElement).textContent = '';
    part(this, '[name=compared]', HTMLInputElement).value = '';
    part(this, '[data-fault=number]', HTMLElement).hidden = true;
    part(this, '[name=number]', HTMLInputElement).removeAttribute('aria-invalid');
  }

  showFault(code: Extract<ClaimRead, { ok: false }>['code']): void {
    const fault = part(this, '[data-fault=number]', HTMLElement);
    fault.textContent = verifyWords[this.language].faults[code];
    fault.hidden = false;
    part(this, '[name=number]', HTMLInputElement).setAttribute('aria-invalid', 'true');
  }

  say(sentence: string): void {
    part(this, '[data-part=status]', HTMLElement).textContent = sentence;
  }
}

/** A code does not say which document it stands on, so that its number is the record's. */
function writtenNumber({ kind, index, salt }: Claim): string {
  return kind === 'record' || salt !== undefined ? recordNumber(1, index) : documentNumber(kind, 1, index);
}

customElements.define('verify-panel', VerifyPanel);
