import type { Money } from '../domain/money.ts';

/** What a donor's browser needs to pay; the contract's `pay`. */
export type Pay =
  | { readonly kind: 'qr'; readonly text: string; readonly expiresAt: string }
  | { readonly kind: 'redirect'; readonly url: string; readonly expiresAt: string };

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
};

/** `already_paid`: the gateway has the money of this order already, and its notice is on the way. */
export type OrderPlaced =
  | { readonly ok: true; readonly pay: Pay }
  | { readonly ok: false; readonly reason: 'gateway_unavailable' | 'gateway_refused' | 'already_paid' };

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

export type Notice =
  | { readonly kind: 'paid'; readonly payment: Payment }
  | { readonly kind: 'ignored'; readonly why: string }
  | { readonly kind: 'refused'; readonly reason: 'bad_signature' | 'stale' | 'wrong_merchant' | 'malformed' | 'too_large' };

export type OrderState = { readonly state: 'paid'; readonly payment: Payment } | { readonly state: 'open' | 'expired' | 'unknown' | 'unavailable' };

/** One way to be paid. Real implementations: the sandbox here, WeChat Pay and Alipay later. */
export type Gateway = {
  readonly id: string;
  /** Methods offered, first is the default; `qr` ones show a code on a desktop. */
  readonly methods: readonly string[];
  readonly placeOrder: (order: Order) => Promise<OrderPlaced>;
  /** Judges raw bytes of a callback; never parses before the signature held. */
  readonly readNotice: (request: { readonly headers: Headers; readonly body: Uint8Array }) => Promise<Notice>;
  /** Asks the gateway what became of an order. */
  readonly findOrder: (orderNo: string) => Promise<OrderState>;
  /** What the gateway wants to read as answer, for accepted and for not accepted notices. */
  readonly answer: (accepted: boolean) => { readonly status: 200 | 400 | 401 | 503; readonly body: string; readonly contentType: string };
};
