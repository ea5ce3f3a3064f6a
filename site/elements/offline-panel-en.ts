import { OfflinePanel } from './offline-panel.ts';
import { en } from './verify-words-en.ts';

customElements.define(
  'offline-panel',
  class extends OfflinePanel {
    readonly language = 'en';
    readonly words = en;
  },
);
