import { chosen, part } from './part.ts';

/** Fields in which something may be wrong, in the order of the page. */
export const CLAIM_FIELDS = ['number', 'payer', 'digits', 'amount', 'day', 'name', 'consent', 'contact', 'words'] as const;

export type ClaimField = (typeof CLAIM_FIELDS)[number];

/** What stands in the form: the body to send, or the fields that are not right yet. */
export type ClaimRead = { readonly faults: readonly ClaimField[]; readonly body: object };

/** Reads who claims, and unless only a name is added which gift. */
export function readClaimForm(root: ParentNode, how: { readonly version: string; readonly named: boolean }): ClaimRead {
  const donor = readDonor(root, how.version);
  const gift = how.named ? { faults: [], body: {} } : readGift(root);
  return { faults: [...gift.faults, ...donor.faults], body: { ...gift.body, ...donor.body } };
}

/** Reads how to reach whoever asks the staff. */
export function readAsking(root: ParentNode): ClaimRead {
  const contact = typed(root, 'contact');
  return { faults: contact === '' ? ['contact'] : [], body: { contact, words: part(root, '[name=words]', HTMLTextAreaElement).value.trim() } };
}

/** The field of the page that a refusal of the portal names. */
export function fieldOf(name: string): ClaimField | undefined {
  const last = name.split('.').at(-1);
  return CLAIM_FIELDS.find((field) => field === last);
}

function readGift(root: ParentNode): ClaimRead {
  const by = chosen(root, 'by') === 'account' ? 'account' : 'number';
  const [number, payer, digits, day] = [typed(root, 'number').replace(/\s/g, ''), typed(root, 'payer'), typed(root, 'digits'), typed(root, 'day')];
  const minor = minorOf(typed(root, 'amount'));
  const own: readonly (readonly [ClaimField, boolean])[] =
    by === 'number'
      ? [['number', /^[0-9A-Za-z_-]{4,64}$/.test(number)]]
      : [
          ['payer', payer !== ''],
          ['digits', /^\d{4,6}$/.test(digits)],
        ];
  const judged = [...own, ['amount', minor !== undefined] as const, ['day', /^\d{4}-\d{2}-\d{2}$/.test(day)] as const];
  const paid = { amount: { currency: 'CNY', minor }, day };
  const gift = by === 'number' ? { by, number, ...paid } : { by, payer, digits, ...paid };
  return { faults: judged.flatMap(([field, holds]) => (holds ? [] : [field])), body: { gift } };
}

function readDonor(root: ParentNode, version: string): ClaimRead {
  const kind = chosen(root, 'kind');
  const name = kind === 'anonymous' ? '' : typed(root, 'name');
  const display = kind === 'anonymous' ? 'anonymous' : chosen(root, 'display');
  const agreed = part(root, '[name=consent]', HTMLInputElement).checked;
  const shows = display !== 'anonymous';
  const faults: readonly ClaimField[] = [...(shows && name === '' ? (['name'] as const) : []), ...(shows && !agreed ? (['consent'] as const) : [])];
  const donor = { kind, display, ...(name === '' ? {} : { name }) };
  return { faults, body: { donor, ...(shows && agreed ? { consent: { version } } : {}) } };
}

/** Whether a claim read from the form would show a name. */
export const showsName = (root: ParentNode): boolean => chosen(root, 'kind') !== 'anonymous' && chosen(root, 'display') !== 'anonymous';

const typed = (root: ParentNode, name: string): string => part(root, `[name=${name}]`, HTMLInputElement).value.trim();

/** Yuan with at most two decimals, in fen; nothing where it is no amount. */
export function minorOf(text: string): number | undefined {
  const match = /^(\d{1,10})(?:\.(\d{1,2}))?$/.exec(text.normalize('NFKC').replaceAll(/[,\s¥]/g, ''));
  const minor = match === null ? 0 : Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
  return minor > 0 ? minor : undefined;
}
