import type { Lang } from '../../functions/disclosure/text.ts';
import { encodeBase64Url } from '../../functions/domain/ledger/base64.ts';
import { ask, askWithBody } from './ask.ts';
import { type ClaimReply, readClaimReply } from './claim-answer.ts';
import { CLAIM_FIELDS, type ClaimField, type ClaimRead, fieldOf, readAsking, readClaimForm, showsName } from './claim-form.ts';
import { claimWords } from './claim-words.ts';
import { copyField } from './copy-text.ts';
import { chosen, part } from './part.ts';
import { type DonorLink, parseDonorLink, thanksAddress } from './thanks-link.ts';

const KEY_BYTES = 18;

/**
 * `<claim-panel lang data-version>`: finds a gift for whoever has no link, adds a name to one whose link stands after `#`,
 * and shows what became of a claim that was left to the staff.
 */
class ClaimPanel extends HTMLElement {
  /** The same contents are the same claim, however often the button is pressed. */
  private readonly keys = new Map<string, string>();
  private last: ClaimRead = { faults: [], body: {} };

  connectedCallback(): void {
    this.form('claim').addEventListener('submit', (event) => this.submit(event, () => this.claim()));
    this.form('asking').addEventListener('submit', (event) => this.submit(event, () => this.askStaff()));
    this.form('claim').addEventListener('change', () => this.follow());
    part(this, '[data-part=asked-copy]', HTMLButtonElement).addEventListener('click', () => void this.copy());
    part(this, '[data-part=submit]', HTMLButtonElement).disabled = false;
    addEventListener('hashchange', () => this.open());
    this.open();
  }

  get language(): Lang {
    return this.getAttribute('lang') === 'en' ? 'en' : 'zh';
  }

  /** The gift whose link stands after `#`, which is to be named; nothing where one is to be found. */
  get named(): DonorLink | undefined {
    return parseDonorLink(location.hash);
  }

  open(): void {
    const words = claimWords[this.language];
    if (this.named !== undefined) {
      part(this, '[data-part=finding]', HTMLElement).hidden = true;
      part(this, '[data-part=lead]', HTMLElement).textContent = words.leadName;
      part(this, '[data-part=submit]', HTMLButtonElement).textContent = words.submitName;
      part(document, 'h1', HTMLElement).textContent = words.titleName;
    }
    this.follow();
    const asked = /^#(k_[0-9A-Z]{16})\.([A-Za-z0-9_-]{43})$/.exec(location.hash);
    if (asked === null) return;
    this.form('claim').hidden = true;
    part(this, '[data-part=lead]', HTMLElement).hidden = true;
    void this.look({ id: asked[1] ?? '', token: asked[2] ?? '' });
  }

  /** Shows the fields that belong to what is chosen. */
  follow(): void {
    const by = chosen(this, 'by');
    for (const way of this.querySelectorAll<HTMLElement>('[data-way]')) way.hidden = way.dataset.way !== by;
    part(this, '[data-part=naming]', HTMLElement).hidden = chosen(this, 'kind') === 'anonymous';
    part(this, '[data-part=consent]', HTMLElement).hidden = !showsName(this);
  }

  submit(event: SubmitEvent, act: () => Promise<void>): void {
    event.preventDefault();
    void act();
  }

  async claim(): Promise<void> {
    const { named } = this;
    const read = readClaimForm(this, { version: this.dataset.version ?? '', named: named !== undefined });
    if (this.fault(read.faults)) return;
    this.last = read;
    this.say(claimWords[this.language].sending);
    const [path, token] = named === undefined ? ['/api/claims'] : [`/api/donations/${named.id}/name`, named.token];
    this.hear(await this.send(path, read.body, token));
  }

  async askStaff(): Promise<void> {
    const read = readAsking(this);
    if (this.fault(read.faults)) return;
    const reply = await this.send('/api/claims/asked', { ...this.last.body, ...read.body });
    if (reply.outcome !== 'opened') return this.hear(reply);
    history.replaceState(null, '', `#${reply.link.id}.${reply.link.token}`);
    this.say('');
    part(this, '[data-part=undecided]', HTMLElement).hidden = true;
    this.open();
  }

  /** Says what became of a claim that was left to the staff. */
  async look(link: DonorLink): Promise<void> {
    const words = claimWords[this.language];
    const request = { headers: { authorization: `Bearer ${link.token}`, 'accept-language': this.language === 'zh' ? 'zh-CN' : 'en' } };
    const reply = readClaimReply(await ask(`/api/claims/asked/${link.id}`, request));
    const box = part(this, '[data-part=asked]', HTMLElement);
    box.hidden = false;
    const says =
      reply.outcome === 'granted' ? words.askedStates.granted : reply.outcome === 'turned_down' ? words.askedStates.refused : words.askedStates.waiting;
    const known = reply.outcome === 'granted' || reply.outcome === 'turned_down' || reply.outcome === 'waiting';
    const told = known ? says(link.id) : reply.outcome === 'unreachable' ? words.unreachable : words.askedUnknown;
    part(this, '[data-part=asked-state]', HTMLElement).textContent = told;
    part(this, '[data-part=asked-link]', HTMLInputElement).value = new URL(`#${link.id}.${link.token}`, location.href).href;
    part(this, '[data-part=asked-keep]', HTMLElement).hidden = !known;
    const gift = part(this, '[data-part=asked-gift]', HTMLAnchorElement);
    gift.hidden = reply.outcome !== 'granted';
    if (reply.outcome === 'granted') gift.href = thanksAddress(this.language, reply.link);
  }

  async send(path: string, body: object, token?: string): Promise<ClaimReply> {
    const key = this.keyOf(JSON.stringify([path, body]));
    const lang = this.language === 'zh' ? 'zh-CN' : 'en';
    return readClaimReply(await askWithBody(path, JSON.stringify({ key, ...body }), token === undefined ? { lang } : { lang, token }));
  }

  keyOf(contents: string): string {
    const key = this.keys.get(contents) ?? encodeBase64Url(crypto.getRandomValues(new Uint8Array(KEY_BYTES)));
    this.keys.set(contents, key);
    return key;
  }

  hear(reply: ClaimReply): void {
    const words = claimWords[this.language];
    part(this, '[data-part=undecided]', HTMLElement).hidden = reply.outcome !== 'undecided';
    if (reply.outcome === 'granted' || reply.outcome === 'named') {
      const link = reply.outcome === 'granted' ? reply.link : this.named;
      this.say(reply.outcome === 'granted' ? words.granted : words.named_done);
      if (link !== undefined) location.assign(thanksAddress(this.language, link));
    } else if (reply.outcome === 'undecided') {
      this.say(words.undecided);
      this.keep(reply.note);
    } else if (reply.outcome === 'refused') {
      const field = fieldOf(reply.field);
      if (field !== undefined) this.fault([field], reply.detail);
      this.say(field === undefined ? reply.detail : '');
    } else this.say(reply.outcome === 'fixed' ? words.fixed : words.unreachable);
  }

  /** Says at each field what is wanted, and leads to the first; tells whether anything is wrong. */
  fault(faults: readonly ClaimField[], sentence?: string): boolean {
    for (const field of CLAIM_FIELDS) {
      const isWrong = faults.includes(field);
      const said = part(this, `[data-fault=${field}]`, HTMLElement);
      said.textContent = isWrong ? (sentence ?? claimWords[this.language].faults[field]) : '';
      said.hidden = !isWrong;
      const input = part(this, `[name=${field}]`, HTMLElement);
      if (isWrong) input.setAttribute('aria-invalid', 'true');
      else input.removeAttribute('aria-invalid');
    }
    this.querySelector<HTMLElement>('[aria-invalid]')?.focus();
    return faults.length > 0;
  }

  async copy(): Promise<void> {
    const words = claimWords[this.language];
    const copied = await copyField(part(this, '[data-part=asked-link]', HTMLInputElement));
    part(this, '[data-part=asked-copied]', HTMLElement).textContent = copied ? words.copied : words.notCopied;
  }

  keep(note: string): void {
    const box = part(this, '[data-part=note]', HTMLElement);
    part(box, 'pre', HTMLElement).textContent = note;
    const link = part(box, 'a', HTMLAnchorElement);
    URL.revokeObjectURL(link.href);
    link.href = URL.createObjectURL(new Blob([note], { type: 'text/plain' }));
    link.download = 'answer-claim.txt';
  }

  form(name: 'claim' | 'asking'): HTMLFormElement {
    return part(this, `form[data-part=${name}]`, HTMLFormElement);
  }

  say(sentence: string): void {
    part(this, '[data-part=status]', HTMLElement).textContent = sentence;
  }
}

customElements.define('claim-panel', ClaimPanel);
