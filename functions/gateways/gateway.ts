import type { Money } from '../domain/money.ts';
import type { BankAccount } from '../domain/society.ts';
import type { Day } from '../domain/time.ts';

/**
 * What a donor's browser needs to pay; the contract's `pay`. `jsapi` is a call of the bridge that the paying app itself
 * puts into its browser; `call` holds the members that it takes. `transfer` is for the donor to do at a bank, with `reference` in the remark.
 */
export type Pay =
  | { readonly kind: 'qr'; readonly text: string; readonly expiresAt: string }
  | { readonly kind: 'redirect'; readonly url: string; readonly expiresAt: string }
  | { readonly kind: 'jsapi'; readonly app: 'wechat' | 'alipay'; readonly call: { readonly [member: string]: string }; readonly expiresAt: string }
  | { readonly kind: 'transfer'; readonly account: BankAccount; readonly reference: string; readonly expiresAt: string }
  /** More want to pay now than the gateway takes: ask again with the same key after so many milliseconds. */
  | { readonly kind: 'wait'; readonly waitMs: number; readonly expiresAt: string };

/** An order as we ask a gateway for it. Asking again with the same number and content gives the same order. */
export type Order = {
  /** Ours, at most 32 of `[0-9A-Z]`. */
  readonly orderNo: string;
  readonly amount: Money;
  /** At most 127 characters. */
  readonly subject: string;
  readonly method: string;
  readonly expiresAtMs: number;
  /** Where the gateway sends the browser back to. */
  readonly returnUrl: string;
  /** Who pays, as the gateway calls them (`Payers`); needed by methods inside an app. */
  readonly payer?: string;
  /** Address of the browser, which some methods ask for; kept nowhere. */
  readonly browserIp?: string;
};

/** `already_paid`: the gateway has the money of this order already, and its notice is on the way. `gateway_busy`: it takes no more orders this second. */
export type OrderPlaced =
  | { readonly ok: true; readonly pay: Pay }
  | { readonly ok: false; readonly reason: 'gateway_unavailable' | 'gateway_refused' | 'gateway_busy' | 'already_paid' };

/** A payment that a gateway vouches for: verified, decrypted, amount converted to minor units once. */
export type Payment = {
  readonly gateway: string;
  /** The gateway's own number of the payment, unique with `gateway`. */
  readonly serial: string;
  readonly orderNo: string;
  readonly amount: Money;
  /** Instant of payment as the gateway states it. */
  readonly paidAtMs: number;
};

/** `probe`: sent by the gateway itself with a wrong signature, to see whether we look. */
export type NoticeRefusal = 'bad_signature' | 'stale' | 'wrong_merchant' | 'malformed' | 'too_large' | 'probe';

/** `refund`: something is new about a refund of ours, and nothing more is believed of it: it is asked for. */
export type Notice =
  | { readonly kind: 'paid'; readonly payment: Payment }
  | { readonly kind: 'refund'; readonly refundNo: string }
  | { readonly kind: 'ignored'; readonly why: string }
  | { readonly kind: 'refused'; readonly reason: NoticeRefusal };

export type OrderState = { readonly state: 'paid'; readonly payment: Payment } | { readonly state: 'open' | 'expired' | 'unknown' | 'unavailable' };

/** One way to be paid. Real implementations: WeChat Pay, Alipay, and the sandbox of a demonstration. */
export type Gateway = {
  readonly id: string;
  /** Methods offered; each is a row of `PAY_METHODS`. */
  readonly methods: readonly string[];
  readonly placeOrder: (order: Order) => Promise<OrderPlaced>;
  /** Judges raw bytes of a callback; never parses before the signature held. */
  readonly readNotice: (request: { readonly headers: Headers; readonly body: Uint8Array }) => Promise<Notice>;
  /** Asks the gateway what became of an order. */
  readonly findOrder: (orderNo: string) => Promise<OrderState>;
  /** What the gateway wants to read as answer, for accepted and for not accepted notices. */
  readonly answer: (accepted: boolean) => { readonly status: 200 | 400 | 401 | 503; readonly body: string; readonly contentType: string };
  /** How long an order waits, in milliseconds; half an hour where absent. */
  readonly orderLifeMs?: number;
  /** How many orders it takes in a second; donors beyond them wait in line. Absent where nobody counts. */
  readonly ordersPerSecond?: number;
  /** Whether payments come as a bank's file, to be found by the gift's reference code. */
  readonly byReference?: true;
  /** Absent where no method needs to know who pays. */
  readonly payers?: Payers;
  /** Absent where no money is moved. */
  readonly treasury?: Treasury;
};

/** The gateway through which a method is paid; nothing where there is none. */
export function gatewayFor(gateways: ReadonlyMap<string, Gateway>, method: string): Gateway | undefined {
  return [...gateways.values()].find((one) => one.methods.includes(method));
}

/** How a gateway learns who stands before its app, without asking them anything. */
export type Payers = {
  /** The method that needs it. */
  readonly method: string;
  /** Where the browser is sent; it comes back to `backUrl` with a code in the query, and `state` beside it. */
  readonly askAddress: (backUrl: string, state: string) => string;
  /** The member of the query that holds the code. */
  readonly codeMember: string;
  /** Exchanges the code, which is good once, for the payer's name at the gateway. */
  readonly findPayer: (
    code: string,
  ) => Promise<{ readonly ok: true; readonly payer: string } | { readonly ok: false; readonly reason: 'refused' | 'unavailable' }>;
};

/** What a treasurer does at a gateway: orders are closed, money goes back, and the day's bill is fetched. */
export type Treasury = {
  /** Ends an order that nobody has paid; `unknown` where the gateway has none of that number. */
  readonly closeOrder: (orderNo: string) => Promise<'closed' | 'paid' | 'unknown' | 'unavailable'>;
  /** Idempotent by `refundNo`: a repeat moves nothing and says what became of the first. */
  readonly refund: (wish: RefundWish) => Promise<RefundState>;
  readonly findRefund: (asked: Pick<RefundWish, 'orderNo' | 'refundNo'>) => Promise<RefundState>;
  /** What the gateway says it took and gave back on a Shanghai day; ready the next morning. */
  readonly readBill: (day: Day) => Promise<Bill>;
};

/** `total` is what the order was paid with; `refundNo` is ours, at most 64 of `[0-9A-Za-z_-]`. */
export type RefundWish = {
  readonly orderNo: string;
  readonly refundNo: string;
  readonly refund: Money;
  readonly total: Money;
  /** At most 80 characters; the donor reads it. */
  readonly reason: string;
};

/**
 * `failed`: ended without moving money, and may be asked for again under the same number. `not_enough`: the account
 * holds too little now, which is normal where it is emptied daily.
 */
export type RefundState =
  | { readonly state: 'done'; readonly serial: string; readonly refund: Money }
  | { readonly state: 'under_way' | 'failed' | 'not_enough' | 'refused' | 'unknown' | 'unavailable' };

/** One line of a bill. A refund's amount is positive too; `feeFen` is what the gateway keeps, negative where it gives a fee back. */
export type BillRow = {
  readonly kind: 'payment' | 'refund';
  readonly serial: string;
  readonly orderNo: string;
  readonly refundNo?: string;
  readonly amountFen: number;
  readonly feeFen: number;
  readonly atMs: number;
};

/** `none`: nothing happened that day. `not_ready`: ask again later. `damaged`: it does not add up to its own totals or digest. */
export type Bill =
  | { readonly state: 'ready'; readonly rows: readonly BillRow[]; readonly bytes: Uint8Array }
  | { readonly state: 'none' | 'not_ready' | 'unavailable' | 'damaged' };
