import { part } from './part.ts';

const FILES_AT_MOST = 6;
const BYTES_AT_MOST = 30_000_000;

/** Takes files that are picked or dropped anywhere on the page, and gives their bytes; too many or too large ones are left out. */
export function onFiles(root: HTMLElement, take: (files: readonly Uint8Array[]) => void): void {
  const field = part(root, '[name=files]', HTMLInputElement);
  const read = async (list: FileList | null | undefined): Promise<void> => {
    const files = [...(list ?? [])].slice(0, FILES_AT_MOST).filter((file) => file.size <= BYTES_AT_MOST);
    if (files.length > 0) take(await Promise.all(files.map(bytesOf)));
  };
  field.addEventListener(
    'change',
    () =>
      void read(field.files).then(() => {
        field.value = ''; // the same file may be chosen again
      }),
  );
  document.addEventListener('dragover', (event) => event.preventDefault());
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    void read(event.dataTransfer?.files);
  });
}

/** `Blob.arrayBuffer` is missing in browsers that are otherwise good enough. */
function bytesOf(file: File): Promise<Uint8Array> {
  return new Promise((done, fail) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result instanceof ArrayBuffer ? new Uint8Array(reader.result) : new Uint8Array());
    reader.onerror = () => fail(reader.error);
    reader.readAsArrayBuffer(file);
  });
}
