import { undrawable } from './drawable.ts';

/** One thing wrong in a profile: the field as a path (`campaigns[1].filingNo`) and what is wanted there. */
export type Fault = { readonly field: string; readonly problem: string };

/** Judges the value of one field; an empty list where it is right. */
export type Check = (value: unknown, field: string) => readonly Fault[];

/** A value that a test accepts; `problem` says what is wanted. */
export function matching(accepts: (value: unknown) => boolean, problem: string): Check {
  return (value, field) => (accepts(value) ? [] : [{ field, problem: value === undefined ? `is missing: ${problem}` : problem }]);
}

/** A text that fits a pattern. */
export function pattern(form: RegExp, problem: string): Check {
  return matching((value) => typeof value === 'string' && form.test(value), problem);
}

/** A text of 1 to `limit` code points without controls and without white space around it. */
export function text(limit: number): Check {
  const fits = (value: unknown) => typeof value === 'string' && value !== '' && value.trim() === value && !/\p{Cc}/u.test(value) && [...value].length <= limit;
  return matching(fits, `must be a text of 1 to ${limit} characters, not blank`);
}

/** A text that stands on receipt and certificate, or in both languages wherever the society is named. */
export function drawnText(limit: number): Check {
  const drawn = matching((value) => typeof value === 'string' && undrawable(value).length === 0, 'must hold only characters that the documents can show');
  return (value, field) => [text(limit)(value, field), drawn(value, field)].find((faults) => faults.length > 0) ?? [];
}

/** A whole number within bounds, both inclusive. */
export function integer(min: number, max: number): Check {
  return matching((value) => Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max, `must be a whole number from ${min} to ${max}`);
}

/** A list whose length is within bounds and whose every item is right. */
export function list(item: Check, min: number, max: number): Check {
  return (value, field) => {
    if (!Array.isArray(value) || value.length < min || value.length > max) return [{ field, problem: `must be a list of ${min} to ${max}` }];
    return value.flatMap((each: unknown, at) => item(each, `${field}[${at}]`));
  };
}

/** An object with these fields, perhaps those, and no other; a field nobody knows is a misspelt one. */
export function fields(required: Readonly<Record<string, Check>>, optional: Readonly<Record<string, Check>> = {}): Check {
  return (value, field) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [{ field: field || 'profile', problem: 'must be an object' }];
    const given = new Map<string, unknown>(Object.entries(value));
    const path = (key: string) => (field === '' ? key : `${field}.${key}`);
    const unknown = [...given.keys()].filter((key) => !Object.hasOwn(required, key) && !Object.hasOwn(optional, key));
    return [
      ...Object.entries(required).flatMap(([key, check]) => check(given.get(key), path(key))),
      ...Object.entries(optional).flatMap(([key, check]) => (given.has(key) ? check(given.get(key), path(key)) : [])),
      ...unknown.map((key) => ({ field: path(key), problem: 'is not a field known here' })),
    ];
  };
}
