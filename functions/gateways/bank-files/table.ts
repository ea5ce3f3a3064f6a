/** Cells of a sheet as text, exactly as the file says them; an empty cell is an empty text. Row 0 is the first row of the file. */
export type Sheet = { readonly name: string; readonly rows: readonly (readonly string[])[] };

/** Why a file as a whole cannot be read. */
export type FileRefusal =
  | 'file_empty'
  | 'file_too_large'
  | 'file_old_excel'
  | 'file_web_page'
  | 'file_encoding'
  | 'file_unreadable'
  | 'file_no_heading'
  | 'file_no_day'
  | 'file_no_lines';

export type SheetsRead = { readonly ok: true; readonly sheets: readonly Sheet[] } | { readonly ok: false; readonly code: FileRefusal };
