/** Text in the two languages of the portal, Chinese first. */
export type Bilingual = { readonly zh: string; readonly en: string };

export type BranchLevel = 'province' | 'city' | 'county';

/** A branch of the society. `id` is `[a-z0-9-]{2,32}`; `parent` is absent only for the one branch at the top. */
export type Branch = { readonly id: string; readonly level: BranchLevel; readonly parent?: string; readonly name: Bilingual };

/** How a campaign may be run; `public_fundraising` needs certificate, filing number and platform (Charity Law arts 22 to 27). */
export type CampaignMode = 'receive_only' | 'public_fundraising' | 'designated';

/** What money is given for. `from` and `to` are Shanghai days, both inclusive; without `to` it stays open. */
export type Campaign = {
  readonly id: string;
  readonly branch: string;
  readonly kind: 'general' | 'emergency' | 'restricted';
  readonly mode: CampaignMode;
  readonly name: Bilingual;
  readonly purpose: Bilingual;
  readonly from: string;
  readonly to?: string;
  readonly certificateNo?: string;
  readonly filingNo?: string;
  readonly filingUrl?: string;
  readonly platformName?: string;
  readonly platformUrl?: string;
  /** Amounts offered as chips, in fen, ascending. */
  readonly chips: readonly number[];
};

/** Where a poster hangs. A revoked place keeps its address and says that it is no longer in use. */
export type Place = { readonly id: string; readonly campaign: string; readonly name: Bilingual; readonly revoked: boolean };

/** Where a donor transfers money to: holder, bank, and the account's number as the bank writes it. */
export type BankAccount = { readonly holder: string; readonly bank: string; readonly number: string };

/** A witness of the log: `name` in the policy, its cosignature key, the prefix it is asked at, and who runs it. */
export type SocietyWitness = { readonly name: string; readonly vkey: string; readonly url: string; readonly by: Bilingual };

/** The witnesses, and how many of them make a checkpoint witnessed. */
export type SocietyWitnesses = { readonly quorum: number; readonly each: readonly SocietyWitness[] };

/** Everything a deployment says about its society; read from `SOCIETY_FILE`, validated once at start. */
export type Society = {
  readonly id: string;
  readonly demonstration: boolean;
  /** Name and code that stand in the log's `open` entry; `code` is a unified social credit code (GB 32100-2015). */
  readonly name: Bilingual;
  readonly shortCode: string;
  readonly code: string;
  readonly contact: { readonly phone: string; readonly email: string; readonly address: Bilingual };
  readonly icpNumber?: string;
  /** Prefix of the log without scheme, such as `giving.example.org/log/1`; fixed at the first start. */
  readonly origin: string;
  /** Wall clock in Shanghai at which the day before is closed, `HH:MM`. */
  readonly closeAt: string;
  readonly currency: 'CNY';
  readonly limits: { readonly minFen: number; readonly maxFen: number };
  /** Version of the consent text that a donor ticks to have a name shown. */
  readonly consentVersion: string;
  readonly gateways: readonly string[];
  /** Ways to pay that were applied for, as `PAY_METHODS` calls them; all of the gateways where absent. */
  readonly methods?: readonly string[];
  /** Files that a gateway wants to find at the root of the site, such as `MP_verify_….txt`. */
  readonly rootFiles?: readonly { readonly name: string; readonly text: string }[];
  /** Words that hold a name or message back until staff have read it. */
  readonly heldWords: readonly string[];
  readonly branches: readonly Branch[];
  readonly campaigns: readonly Campaign[];
  readonly places: readonly Place[];
  /** What the gateway `bank` tells donors. */
  readonly bankAccount?: BankAccount;
  /** Fund from which what gateways keep of gifts is entered as spending; absent where they keep nothing, or somebody else bears it. */
  readonly fees?: { readonly branch: string; readonly campaign: string };
  /** Pictures of the society's own on its certificates, as PNG beside the profile; without them their places stay empty. */
  readonly brand?: { readonly emblem?: string; readonly seal?: string };
  /** Absent where nobody witnesses the log yet. */
  readonly witnesses?: SocietyWitnesses;
};
