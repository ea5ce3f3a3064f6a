import { Duration, type Stack } from 'aws-cdk-lib';
import { HeadersFrameOption, HeadersReferrerPolicy, ResponseHeadersPolicy } from 'aws-cdk-lib/aws-cloudfront';
import { type CacheRule, CONTENT_SECURITY_POLICY, SECURITY_HEADERS, STRICT_TRANSPORT_SECONDS } from '../headers.ts';

// Longest life that may be stamped on an answer without knowing whether it is a refusal: a browser would keep "not there" as long.
const STAMPED_SECONDS = 2;

/**
 * Headers of every answer at the edge, by cache rule. Where a rule allows two seconds or less, its Cache-Control is
 * stamped here, too; longer lives stand on the objects themselves, so that no refusal is kept as if it were a tile.
 */
export function edgeHeaders(stack: Stack): (rule: CacheRule) => ResponseHeadersPolicy {
  const made = new Map<string | undefined, ResponseHeadersPolicy>();
  return (rule) => {
    const seconds = Number(/max-age=(\d+)/.exec(rule.cacheControl)?.[1] ?? 0);
    const stamped = seconds <= STAMPED_SECONDS ? rule.cacheControl : undefined;
    const policy = made.get(stamped) ?? headersPolicy(stack, { id: stamped === undefined ? 'headers' : `headers-${seconds}`, cacheControl: stamped });
    made.set(stamped, policy);
    return policy;
  };
}

function headersPolicy(stack: Stack, policy: { id: string; cacheControl: string | undefined }): ResponseHeadersPolicy {
  const custom = [
    { header: 'permissions-policy', value: SECURITY_HEADERS['permissions-policy'], override: true },
    ...(policy.cacheControl === undefined ? [] : [{ header: 'cache-control', value: policy.cacheControl, override: true }]),
  ];
  return new ResponseHeadersPolicy(stack, policy.id, {
    customHeadersBehavior: { customHeaders: custom },
    securityHeadersBehavior: {
      contentSecurityPolicy: { contentSecurityPolicy: CONTENT_SECURITY_POLICY, override: true },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
      referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
      strictTransportSecurity: { accessControlMaxAge: Duration.seconds(STRICT_TRANSPORT_SECONDS), includeSubdomains: false, override: true },
    },
  });
}
