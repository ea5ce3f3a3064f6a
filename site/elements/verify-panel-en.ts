import { VerifyPanel } from './verify-panel.ts';
import { en } from './verify-words-en.ts';

customElements.define(
  'verify-panel',
  class extends VerifyPanel {
    readonly language = 'en';
    readonly words = en;
  },
);
