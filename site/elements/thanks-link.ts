/** What stands after `#` in the link that a donor keeps; it never reaches a server's log. */
export type DonorLink = { readonly id: string; readonly token: string };

/** Reads `#<id>.<token>`, with what a gateway may have hung on it while it led back; nothing where it is cut or was changed. */
export function parseDonorLink(fragment: string): DonorLink | undefined {
  const match = /^#?(d_[0-9A-Z]{26})\.([A-Za-z0-9_-]{20,128})(?:[?&].*)?$/.exec(fragment);
  const [, id, token] = match ?? [];
  return id === undefined || token === undefined ? undefined : { id, token };
}

/** The address of the thanks page for a gift. */
export function thanksAddress(lang: string, link: DonorLink): string {
  return `${lang === 'en' ? '/en' : ''}/thanks.html#${link.id}.${link.token}`;
}
