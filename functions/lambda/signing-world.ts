import { lazily } from './lazily.ts';
import { setting } from './setting.ts';
import { drawing } from './world.ts';

// Apart from the other worlds, so that no function carries the code for signatures but the one that may sign.

/** World of `documents`: what was published is drawn once, signed, and kept; what lies there already is handed out without asking for the key. */
export const signing = lazily(async () => {
  const world = await drawing();
  const documentSigner = lazily(async () => {
    const { openDocumentSigner } = await import('./document-signer.ts');
    const { DOCUMENT_CHAIN_FILE: chainFile, TIME_STAMP_URL: timeStampUrl } = process.env;
    return openDocumentSigner(world, { keyId: setting('DOCUMENT_KEY_ID'), chainFile, timeStampUrl: timeStampUrl === '' ? undefined : timeStampUrl });
  });
  return { ...world, documentSigner };
});
