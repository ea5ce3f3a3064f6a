/** Tells whether a text has no half of a surrogate pair alone; `isWellFormed` itself is younger than the browsers inside many apps. */
export function isWellFormed(text: string): boolean {
  return !/\p{Cs}/u.test(text);
}
