import { Aws, CfnCondition, CfnParameter, CfnRule, Fn, type Stack } from 'aws-cdk-lib';
import { BILL_ADAPTERS } from '../../functions/lambda/fiscal-bills.ts';

export type PortalParameters = {
  readonly domain: string;
  /** In ACM of us-east-1 globally; an id in the store of IAM in China, where the edge takes no certificate of ACM. */
  readonly certificate: string;
  /** Only where the edge knows web ACLs; empty means none. */
  readonly webAcl: string | undefined;
  readonly icpNumber: string | undefined;
  /** Empty means that nobody is written to. */
  readonly alarmEmail: string;
  /** Empty means that documents carry no time stamp. */
  readonly timeStampUrl: string;
  /** By which way fiscal bills are issued; `none`: not at all. */
  readonly fiscalBill: string;
};

/** Parameters that are asked for at deployment: what only the operator knows and what must not stand in the repository. */
export function portalParameters(stack: Stack, china: boolean): PortalParameters {
  const ask = (id: string, description: string, more: { default?: string; allowedPattern?: string } = {}) =>
    new CfnParameter(stack, id, { type: 'String', description, ...more }).valueAsString;
  const domain = ask('DomainName', "The portal's name, as in the profile's origin, such as giving.example.org", {
    allowedPattern: '^[a-z0-9.-]+\\.[a-z]{2,}$',
  });
  const alarmEmail = ask('AlarmEmail', 'Whom the alarms write to; empty: nobody', { default: '' });
  const timeStampUrl = ask('TimeStampUrl', 'Authority that states the time of documents (RFC 3161); empty: none', {
    default: '',
    allowedPattern: '^(https?://[^ ]+)?$',
  });
  const fiscalBill = ask('FiscalBill', `How fiscal bills are issued: ${BILL_ADAPTERS.join(', ')}`, {
    default: 'none',
    allowedPattern: `^(${BILL_ADAPTERS.join('|')})$`,
  });
  const everywhere = { domain, alarmEmail, timeStampUrl, fiscalBill };
  return china ? { ...everywhere, ...inChina(stack, ask) } : { ...everywhere, ...elsewhere(stack, ask) };
}

type Ask = (id: string, description: string, more?: { default?: string; allowedPattern?: string }) => string;

function elsewhere(stack: Stack, ask: Ask) {
  const webAcl = ask('WebAclArn', 'ARN of a web ACL (scope CLOUDFRONT) before the edge; empty: none', { default: '' });
  const given = new CfnCondition(stack, 'WebAclGiven', { expression: Fn.conditionNot(Fn.conditionEquals(webAcl, '')) });
  return {
    certificate: ask('CertificateArn', 'ARN of a certificate for the name, in ACM of us-east-1', {
      allowedPattern: '^arn:aws:acm:us-east-1:[0-9]{12}:certificate/.+$',
    }),
    webAcl: Fn.conditionIf(given.logicalId, webAcl, Aws.NO_VALUE).toString(),
    icpNumber: undefined,
  };
}

function inChina(stack: Stack, ask: Ask) {
  const filed = ask('AccountHasIcp', 'yes, if the account has an ICP filing or licence; without one every request is refused with 403');
  // The account's filing is no setting that a template could make: here the operator states it, or the deployment does not begin.
  new CfnRule(stack, 'IcpStated', {
    assertions: [
      { assert: Fn.conditionEquals(filed, 'yes'), assertDescription: 'API Gateway in China answers 403 to everybody until the account has an ICP filing' },
    ],
  });
  return {
    certificate: ask('IamCertificateId', 'Id of the server certificate in IAM (path /cloudfront/)', { allowedPattern: '^[A-Z0-9]{16,128}$' }),
    webAcl: undefined,
    icpNumber: ask('IcpNumber', "The name's ICP number, the same as in the profile and so in every footer", { allowedPattern: '^.{6,64}$' }),
  };
}
