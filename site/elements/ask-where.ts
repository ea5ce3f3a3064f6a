import type { Lang } from '../../functions/disclosure/text.ts';
import { askWithBody } from './ask.ts';
import { readDated } from './dated-answer.ts';
import { drawAsking, drawDated } from './dated-drawing.ts';
import { part } from './part.ts';
import { parseDonorLink } from './thanks-link.ts';

/** `<ask-where lang>`: "I paid, where is it?" for the gift whose link stands in the address. */
class AskWhere extends HTMLElement {
  connectedCallback(): void {
    part(this, 'button', HTMLButtonElement).addEventListener('click', () => void this.ask());
  }

  async ask(): Promise<void> {
    const link = parseDonorLink(location.hash);
    const lang: Lang = this.getAttribute('lang') === 'en' ? 'en' : 'zh';
    if (link === undefined) return;
    drawAsking(this, lang);
    const reply = await askWithBody(`/api/donations/${link.id}/query`, '{}', { lang: lang === 'zh' ? 'zh-CN' : 'en', token: link.token });
    drawDated(this, readDated(reply), lang);
  }
}

customElements.define('ask-where', AskWhere);
