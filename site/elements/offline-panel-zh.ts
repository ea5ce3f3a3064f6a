import { OfflinePanel } from './offline-panel.ts';
import { zh } from './verify-words-zh.ts';

customElements.define(
  'offline-panel',
  class extends OfflinePanel {
    readonly language = 'zh';
    readonly words = zh;
  },
);
