import type { Lang } from '../../functions/disclosure/text.ts';
import { dayOf } from '../../functions/domain/time.ts';
import { readJson, textMember } from './answer-shape.ts';
import { askWithBody, type Reply } from './ask.ts';
import { part } from './part.ts';
import { parseDonorLink } from './thanks-link.ts';
import { LINKS_MOST, readPastedLinks } from './year-links.ts';
import { yearWords } from './year-words.ts';

/** `<year-statement lang>`: one year's gifts as PDF, from the link in the address and those that are pasted. */
class YearStatement extends HTMLElement {
  address = '';

  connectedCallback(): void {
    part(this, 'input', HTMLInputElement).value = dayOf(Date.now()).slice(0, 4);
    part(this, 'button', HTMLButtonElement).addEventListener('click', () => void this.make());
  }

  async make(): Promise<void> {
    const lang: Lang = this.getAttribute('lang') === 'en' ? 'en' : 'zh';
    const words = yearWords[lang];
    const pasted = readPastedLinks(parseDonorLink(location.hash), part(this, 'textarea', HTMLTextAreaElement).value);
    this.offer('');
    if (!pasted.ok) return this.say(words.wrongLink(pasted.line));
    if (pasted.links.length > LINKS_MOST) return this.say(words.tooMany);
    this.say(words.working);
    const year = Number(part(this, 'input', HTMLInputElement).value);
    const reply = await askWithBody('/api/statements', JSON.stringify({ year, gifts: pasted.links }), { lang: lang === 'zh' ? 'zh-CN' : 'en' });
    if (reply === 'unreachable' || reply.status !== 200) return this.say(this.refusal(reply, lang));
    this.offer(URL.createObjectURL(new Blob([Uint8Array.from(reply.bytes)], { type: 'application/pdf' })), `statement-${year}.pdf`);
    this.say('');
  }

  /** Links are counted as they were sent: the page's own is the first. */
  refusal(reply: Reply, lang: Lang): string {
    const words = yearWords[lang];
    if (reply === 'unreachable') return words.failed;
    const body = readJson(reply.bytes);
    const field = textMember(body, 'field') ?? '';
    const [, at] = /^gifts\.(\d+)/.exec(field) ?? [];
    if (at !== undefined) return words.refusedLink(Number(at) + 1);
    return field === 'year' && reply.status === 404 ? words.nothing : (textMember(body, 'detail') ?? words.failed);
  }

  offer(address: string, name = ''): void {
    if (this.address !== '') URL.revokeObjectURL(this.address);
    this.address = address;
    const link = part(this, 'a', HTMLAnchorElement);
    link.hidden = address === '';
    link.href = address;
    link.download = name;
  }

  say(sentence: string): void {
    part(this, '[role=status]', HTMLElement).textContent = sentence;
  }
}

customElements.define('year-statement', YearStatement);
