/** Copies the text of a field, also where a page on plain http has no clipboard; tells whether it did. */
export async function copyField(field: HTMLInputElement): Promise<boolean> {
  field.select();
  try {
    if (navigator.clipboard !== undefined) {
      await navigator.clipboard.writeText(field.value);
      return true;
    }
    return document.execCommand('copy');
  } catch {
    return false; // refused by the browser: the text is selected, and the visitor can copy it by hand
  }
}
