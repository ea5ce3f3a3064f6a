import type { Lang } from '../../functions/disclosure/text.ts';
import { parseKeyList } from '../../functions/domain/ledger/key-range.ts';
import { onFiles } from './held-input.ts';
import { type HeldRead, readDigits, readHeldFiles } from './held-proof.ts';
import type { ReadFile } from './log-reader.ts';
import { part } from './part.ts';
import type { DrawnWith } from './verify-drawing.ts';
import { verifyHeld } from './verify-held.ts';
import type { Known } from './verify-log.ts';
import { showFault, showFinding } from './verify-view.ts';
import type { VerifyWords } from './verify-words-zh.ts';

/** There is no network here, and nothing is asked for. */
const readNothing: ReadFile = async () => 'unreachable';

/** `<offline-panel data-origin data-vkeys data-policy data-names>`: checks digits and files by the keys written into its own page. */
export abstract class OfflinePanel extends HTMLElement {
  abstract readonly language: Lang;
  abstract readonly words: VerifyWords;
  turn = 0;

  connectedCallback(): void {
    part(this, '[data-part=asleep]', HTMLElement).hidden = true;
    part(this, '[data-part=ask]', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      void this.check(readDigits(part(this, '[name=number]', HTMLTextAreaElement).value), 'number');
    });
    onFiles(this, (files) => void this.check(readHeldFiles(files, this.known), 'files'));
    for (const field of this.querySelectorAll<HTMLInputElement>('input, textarea, button')) field.disabled = false;
    const digits = location.hash.slice(1);
    if (digits === '') return;
    part(this, '[name=number]', HTMLTextAreaElement).value = digits;
    void this.check(readDigits(digits), 'number');
  }

  get known(): Known {
    const { origin = '', vkeys = '[]', policy = '' } = this.dataset;
    return { origin, keys: parseKeyList(JSON.parse(vkeys)), policy };
  }

  get drawnWith(): DrawnWith {
    return { words: this.words, lang: this.language, names: JSON.parse(this.dataset.names ?? '') };
  }

  async check(read: HeldRead, field: 'number' | 'files'): Promise<void> {
    this.turn++;
    const { turn } = this;
    part(this, '[data-part=result]', HTMLElement).hidden = true;
    for (const name of ['number', 'files'] as const) showFault(this, name, undefined);
    if (!read.ok) {
      showFault(this, field, this.words.faults[read.code]);
      return;
    }
    const { finding } = await verifyHeld(readNothing, this.known, read.held);
    if (turn === this.turn) showFinding(this, finding, this.drawnWith);
  }
}
