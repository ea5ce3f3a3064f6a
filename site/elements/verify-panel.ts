import { issuePagePath, localPath } from '../../functions/disclosure/address.ts';
import type { Lang } from '../../functions/disclosure/text.ts';
import { documentNumber, recordNumber } from '../../functions/domain/number.ts';
import { carryOver } from './carry-over.ts';
import { onFiles } from './held-input.ts';
import type { HeldRead } from './held-proof.ts';
import { findIssue } from './issue-of-index.ts';
import { part } from './part.ts';
import { readPublicFile } from './public-files.ts';
import { forget, recall, remember } from './remembered.ts';
import { openShelf } from './shelf.ts';
import { type Claim, type ClaimRead, claimOfNumber, looksLikeDigits, parseClaim } from './verify-claim.ts';
import type { DrawnWith } from './verify-drawing.ts';
import type { Finding, FoundGift } from './verify-finding.ts';
import type { Known } from './verify-log.ts';
import { type Checked, verifyRecord, verifyVisit } from './verify-record.ts';
import { stepSentence } from './verify-sentences.ts';
import { showFault, showFinding } from './verify-view.ts';
import type { VerifyWords } from './verify-words-zh.ts';

const shelf = openShelf(() => localStorage);

/** `<verify-panel data-origin data-society data-names>`: checks what the address, a field or a file holds against the public log. */
export abstract class VerifyPanel extends HTMLElement {
  abstract readonly language: Lang;
  abstract readonly words: VerifyWords;
  /** Counts the checks, so that one that comes back late does not draw over a newer one. */
  turn = 0;
  opened: { readonly gift: FoundGift; readonly salt: Uint8Array } | undefined;

  connectedCallback(): void {
    carryOver();
    this.onSubmit('[data-part=ask]', () => this.takeText());
    this.onSubmit('[data-part=compare]', () => void this.compareName());
    part(this, '[data-part=forget-button]', HTMLButtonElement).addEventListener('click', () => this.forgetLog());
    onFiles(this, (files) => void this.takeFiles(files));
    window.addEventListener('hashchange', () => this.begin());
    part(this, '[data-part=ask] button', HTMLButtonElement).disabled = false;
    part(this, '[name=files]', HTMLInputElement).disabled = false;
    this.begin();
  }

  get known(): Known {
    const origin = this.dataset.origin ?? '';
    return { origin, remembered: recall(shelf, origin) };
  }

  get drawnWith(): DrawnWith {
    return { words: this.words, lang: this.language, names: JSON.parse(this.dataset.names ?? '') };
  }

  onSubmit(selector: string, act: () => void): void {
    part(this, selector, HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      act();
    });
  }

  begin(): void {
    const fragment = location.hash.slice(1);
    this.clear();
    if (fragment === '') void this.visit();
    else if (looksLikeDigits(fragment)) void this.takeDigits(fragment);
    else this.takeClaim(parseClaim(fragment), fragment);
  }

  takeText(): void {
    const field = part(this, '[name=number]', HTMLInputElement);
    if (looksLikeDigits(field.value)) {
      void this.takeDigits(field.value);
      return;
    }
    const read = claimOfNumber(field.value);
    const fragment = read.ok ? `#${writtenNumber(read.claim)}` : '';
    if (!read.ok) {
      this.clear();
      showFault(this, 'number', this.words.faults[read.code]);
      field.focus();
    } else if (location.hash === fragment) this.begin();
    else location.hash = fragment; // the address can be kept and sent on; the change begins the check
  }

  takeClaim(read: ClaimRead, fragment: string): void {
    const field = part(this, '[name=number]', HTMLInputElement);
    if (!fragment.includes('.')) field.value = fragment;
    if (!read.ok) {
      showFault(this, 'number', this.words.faults[read.code]);
      return;
    }
    const { claim } = read;
    field.value = writtenNumber(claim);
    void this.check((known) => verifyRecord(readPublicFile, known, claim), claim.salt);
  }

  async takeDigits(text: string): Promise<void> {
    this.clear();
    const { readDigits } = await import('./on-demand.ts');
    await this.takeHeld(readDigits(text), 'number');
  }

  async takeFiles(files: readonly Uint8Array[]): Promise<void> {
    this.clear();
    part(this, '[name=number]', HTMLInputElement).value = '';
    const { readHeldFiles } = await import('./on-demand.ts');
    await this.takeHeld(readHeldFiles(files, this.known), 'files');
  }

  async takeHeld(read: HeldRead, field: 'number' | 'files'): Promise<void> {
    if (!read.ok) {
      showFault(this, field, this.words.faults[read.code]);
      return;
    }
    const { verifyHeld } = await import('./on-demand.ts');
    await this.check((known) => verifyHeld(readPublicFile, known, read.held), undefined);
  }

  /** Without anything to check, a visit still sees whether the log has only grown. */
  async visit(): Promise<void> {
    const { turn } = this;
    const { step, finding, seen } = await verifyVisit(readPublicFile, this.known);
    if (seen !== undefined) remember(shelf, this.known.origin, seen);
    if (turn !== this.turn) return;
    if (finding !== undefined) this.show(finding);
    if (step !== undefined) this.say(stepSentence(this.words, step));
  }

  async check(verify: (known: Known) => Promise<Checked>, salt: Uint8Array | undefined): Promise<void> {
    const { turn, known } = this;
    this.say(this.words.checking);
    const { finding, seen } = await verify(known);
    if (seen !== undefined) remember(shelf, known.origin, seen);
    if (turn !== this.turn) return;
    this.say('');
    this.show(finding);
    if (finding.gift === undefined) return;
    this.offerComparison(finding.gift, salt);
    await this.linkToRow(finding.gift.index, turn);
  }

  show(finding: Finding): void {
    showFinding(this, finding, this.drawnWith);
    const replaced = finding.reason === 'key_replaced' || finding.reason === 'history_differs';
    part(this, '[data-part=forget]', HTMLElement).hidden = !(replaced && this.hasAttribute('data-demonstration'));
  }

  /** Only a document's code carries the salt, and only a name that the record does not open needs comparing. */
  offerComparison(gift: FoundGift, salt: Uint8Array | undefined): void {
    this.opened = gift.shown !== undefined || salt === undefined ? undefined : { gift, salt };
    part(this, '[data-part=compare]', HTMLElement).hidden = this.opened === undefined;
  }

  async compareName(): Promise<void> {
    if (this.opened === undefined) return;
    const { gift, salt } = this.opened;
    const { compareName } = await import('./on-demand.ts'); // its tables of letters are large, and few ask
    const fit = compareName(gift.entry, salt, part(this, '[name=compared]', HTMLInputElement).value);
    part(this, '[data-part=compare-answer]', HTMLElement).textContent = this.words.compareAnswers[fit];
  }

  async linkToRow(index: number, turn: number): Promise<void> {
    const place = await findIssue(readPublicFile, index);
    if (place === undefined || turn !== this.turn) return;
    const row = part(this, '[data-part=row]', HTMLAnchorElement);
    row.href = `${localPath(this.language, issuePagePath(this.dataset.society ?? '', { number: place.issue, page: place.page }))}#r${place.row}`;
    row.textContent = this.words.row(place.issue, place.row);
    part(this, '[data-part=row-line]', HTMLElement).hidden = false;
  }

  forgetLog(): void {
    forget(shelf, this.known.origin);
    this.begin();
  }

  clear(): void {
    this.turn++;
    this.opened = undefined;
    this.say('');
    for (const name of ['result', 'row-line', 'compare', 'forget']) part(this, `[data-part=${name}]`, HTMLElement).hidden = true;
    part(this, '[data-part=compare-answer]', HTMLElement).textContent = '';
    part(this, '[name=compared]', HTMLInputElement).value = '';
    for (const name of ['number', 'files'] as const) showFault(this, name, undefined);
  }

  say(sentence: string): void {
    part(this, '[data-part=status]', HTMLElement).textContent = sentence;
  }
}

/** A code does not say which document it stands on, so that its number is the record's. */
function writtenNumber({ kind, index, salt }: Claim): string {
  return kind === 'record' || salt !== undefined ? recordNumber(1, index) : documentNumber(kind, 1, index);
}
