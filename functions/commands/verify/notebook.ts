import { COUNTED, type Code, type Counted, type Finding, type Remark, type RemarkCode } from './finding.ts';

/** What an auditor writes down on the way: what does not hold, what must be said, and what was compared. */
export type Notebook = {
  readonly find: (...findings: readonly Finding[]) => void;
  readonly remark: (code: RemarkCode, about?: { readonly file?: string; readonly index?: number; readonly detail?: string; readonly count?: number }) => void;
  readonly count: (what: Counted, by?: number) => void;
};

/** Everything that was written down. `found` counts all findings of a code, of which at most a thousand are kept. */
export type Notes = {
  readonly findings: readonly Finding[];
  readonly found: ReadonlyMap<Code, number>;
  readonly remarks: readonly Remark[];
  readonly compared: Readonly<Record<Counted, number>>;
};

const KEPT = 1000;

/** Opens an empty notebook; a record that is wrong everywhere does not fill the memory. */
export function openNotebook(): Notebook & { readonly read: () => Notes } {
  const findings: Finding[] = [];
  const found = new Map<Code, number>();
  const remarks = new Map<RemarkCode, { code: RemarkCode; count: number; files: string[]; indices: number[]; details: string[] }>();
  const compared = new Map<Counted, number>();
  return {
    find: (...more) => {
      for (const finding of more) {
        const seen = found.get(finding.code) ?? 0;
        found.set(finding.code, seen + 1);
        if (seen < KEPT) findings.push(finding);
      }
    },
    remark: (code, about = {}) => {
      const remark = remarks.get(code) ?? { code, count: 0, files: [], indices: [], details: [] };
      remark.count += about.count ?? 1;
      keep(remark.files, about.file);
      keep(remark.indices, about.index);
      keep(remark.details, about.detail);
      remarks.set(code, remark);
    },
    count: (what, by = 1) => {
      compared.set(what, (compared.get(what) ?? 0) + by);
    },
    read: () => ({
      findings,
      found,
      remarks: [...remarks.values()],
      compared: Object.fromEntries(COUNTED.map((what) => [what, compared.get(what) ?? 0])) as Record<Counted, number>,
    }),
  };
}

/** Copies what was written into one notebook over into another. */
export function copyNotes(from: Notes, to: Notebook): void {
  to.find(...from.findings);
  for (const { code, count, files, indices, details } of from.remarks) {
    to.remark(code, { count });
    for (const file of files) to.remark(code, { file, count: 0 });
    for (const index of indices) to.remark(code, { index, count: 0 });
    for (const detail of details) to.remark(code, { detail, count: 0 });
  }
  for (const what of COUNTED) to.count(what, from.compared[what]);
}

function keep<Value>(list: Value[], value: Value | undefined): void {
  if (value !== undefined && list.length < KEPT && !list.includes(value)) list.push(value);
}
