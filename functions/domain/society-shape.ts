import { isSocialCreditCode } from './identifier.ts';
import { COSIGNATURE, parseVerifierKey } from './ledger/note.ts';
import { type Check, drawnText, fields, integer, list, matching, pattern, text } from './profile-shape.ts';
import { parseDay } from './time.ts';
import { LARGEST_FEN } from './uppercase-amount.ts';

const id = pattern(/^[a-z0-9][a-z0-9-]{1,31}$/, 'must be 2 to 32 of a-z, 0-9 and -, not beginning with -');
const day = matching((value) => typeof value === 'string' && parseDay(value) !== undefined, 'must be a date YYYY-MM-DD');
const truth = matching((value) => typeof value === 'boolean', 'must be true or false');
const address = pattern(/^https:\/\/[^\s/]+(?:\/\S*)?$/, 'must be an https address');
const bilingual = (limit: number) => fields({ zh: drawnText(limit), en: drawnText(limit) });
const oneOf = (...words: readonly string[]) => matching((value) => typeof value === 'string' && words.includes(value), `must be one of ${words.join(', ')}`);

/** Blank is allowed here, since only `public_fundraising` needs these; a blank one there is refused by the rules. */
const blankOr =
  (check: Check): Check =>
  (value, field) =>
    value === '' ? [] : check(value, field);

const branch = fields({ id, level: oneOf('province', 'city', 'county'), name: bilingual(120) }, { parent: id });

const campaign = fields(
  {
    id,
    branch: id,
    kind: oneOf('general', 'emergency', 'restricted'),
    mode: oneOf('receive_only', 'public_fundraising', 'designated'),
    name: bilingual(120),
    purpose: bilingual(400),
    from: day,
    chips: list(integer(1, LARGEST_FEN), 1, 8),
  },
  {
    to: day,
    certificateNo: blankOr(text(60)),
    filingNo: blankOr(text(60)),
    filingUrl: blankOr(address),
    platformName: blankOr(text(120)),
    platformUrl: blankOr(address),
  },
);

const place = fields({ id, campaign: id, name: bilingual(120), revoked: truth });

const contact = fields({ phone: drawnText(40), email: pattern(/^[!-?A-~]+@[!-?A-~]+\.[!-?A-~]+$/, 'must be an e-mail address'), address: bilingual(200) });

const bankAccount = fields({
  holder: drawnText(120),
  bank: drawnText(120),
  number: pattern(/^[0-9](?:[0-9 ]{6,38})[0-9]$/, 'must be 8 to 40 digits and blanks'),
});

const witness = fields({
  name: pattern(/^[a-z0-9][a-z0-9-]{1,31}$/, 'must be 2 to 32 of a-z, 0-9 and -, not beginning with -'),
  vkey: matching(
    (value) => typeof value === 'string' && parseVerifierKey(value)?.type === COSIGNATURE,
    'must be the key of a witness (c2sp.org/tlog-cosignature)',
  ),
  // Plain http will do: a cosignature says itself whose it is.
  url: pattern(/^https?:\/\/[^\s/]+(?:\/\S*[^\s/])?$/, 'must be an address without a slash at its end'),
  by: bilingual(120),
});

/** Gateways look for a file of theirs beside the home page; pages of the portal cannot be meant. */
const rootFile = fields({ name: pattern(/^[A-Za-z0-9_-]{4,80}\.txt$/, 'must be a name of letters, digits, _ and - that ends in .txt'), text: text(200) });

const picture = pattern(/^[a-z0-9][a-z0-9-]{0,60}\.png$/, 'must be the name of a PNG beside the profile');

/** Every field of a profile, each judged alone; how they fit together is judged by the rules. */
export const societyShape: Check = fields(
  {
    id,
    demonstration: truth,
    name: bilingual(120),
    shortCode: pattern(/^[A-Z0-9]{2,12}$/, 'must be 2 to 12 of A-Z and 0-9'),
    code: matching((value) => typeof value === 'string' && isSocialCreditCode(value), 'must be a unified social credit code with a right check character'),
    contact,
    origin: pattern(/^[a-z0-9][a-z0-9.-]*(?::\d{1,5})?\/log\/1$/, 'must be a host without scheme and end in /log/1, such as giving.example.org/log/1'),
    closeAt: pattern(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'must be a time HH:MM'),
    currency: oneOf('CNY'),
    limits: fields({ minFen: integer(1, LARGEST_FEN), maxFen: integer(1, LARGEST_FEN) }),
    consentVersion: pattern(/^[0-9A-Za-z.-]{1,32}$/, 'must be 1 to 32 letters, digits, dots and hyphens'),
    gateways: list(id, 1, 8),
    heldWords: list(text(40), 0, 10_000),
    branches: list(branch, 1, 5_000),
    campaigns: list(campaign, 1, 5_000),
    places: list(place, 0, 50_000),
  },
  {
    icpNumber: text(60),
    methods: list(id, 1, 16),
    rootFiles: list(rootFile, 0, 16),
    bankAccount,
    fees: fields({ branch: id, campaign: id }),
    brand: fields({}, { emblem: picture, seal: picture }),
    witnesses: fields({ quorum: integer(1, 32), each: list(witness, 1, 32) }),
  },
);
