import { VerifyPanel } from './verify-panel.ts';
import { zh } from './verify-words-zh.ts';

customElements.define(
  'verify-panel',
  class extends VerifyPanel {
    readonly language = 'zh';
    readonly words = zh;
  },
);
