import { formatMinor, formatMoney, type Money } from '../domain/money.ts';
import { uppercaseAmount } from '../domain/uppercase-amount.ts';
import { EN } from './wording-en.ts';
import { ZH } from './wording-zh.ts';

/** An amount in capitals with its currency, no gap between: `人民币壹仟元整`. */
export const capitals = (amount: Money): string => ZH.currency[amount.currency] + uppercaseAmount(amount.minor);

/** Capitals and figures, as a certificate's sentence has them: `人民币壹仟元整（¥1,000.00）`. */
export const spelt = (amount: Money): string => `${capitals(amount)}（${formatMoney(amount)}）`;

/** The amount in an English sentence: `CNY 1,000.00`. */
export const named = (amount: Money): string => `${EN.currency[amount.currency]}\u00a0${formatMinor(amount.minor)}`;
