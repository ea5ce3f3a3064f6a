/** The last six digits of an account number, by which its holder knows it again; nothing where it has no four. The rest is not kept. */
export function accountTail(account: string): { readonly payerTail?: string } {
  const digits = account.normalize('NFKC').replace(/[\s-]/g, '');
  const [tail] = /\d{4,6}$/.exec(digits) ?? [];
  return tail === undefined ? {} : { payerTail: tail };
}
