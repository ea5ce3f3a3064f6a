/** Lets the link to the other language lead to the same place, gift or number: what stands behind `?` and `#` goes along. */
export function carryOver(): void {
  const carry = () => {
    for (const link of document.querySelectorAll<HTMLAnchorElement>('.site-head a[hreflang]')) link.href = link.pathname + location.search + location.hash;
  };
  window.addEventListener('hashchange', carry);
  carry();
}
