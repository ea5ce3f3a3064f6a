import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Acknowledges findings of the rule packs on a construct and all below it: rule (with its finding) to the reason why it stands. */
export function acknowledge(construct: IConstruct, reasons: { readonly [rule: string]: string }): void {
  for (const [id, reason] of Object.entries(reasons)) Validations.of(construct).acknowledge({ id, reason });
}
