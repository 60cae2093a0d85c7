import { printable } from './identity.ts';

/**
 * What gives itself away in the user agent, the more telling first: Pulumi carries Terraform's provider, and all of
 * them an SDK. A console's calls come with its own name or, in newer ones, with the browser's.
 */
const TOOLS: readonly (readonly [RegExp, string])[] = [
  [/pulumi/i, 'Pulumi'],
  [/opentofu/i, 'OpenTofu'],
  [/terraform/i, 'Terraform'],
  [/cloudformation/i, 'CloudFormation'],
  [/console|signin\.amazonaws\.com|^Mozilla\//i, 'the AWS console'],
  [/aws-cli\//i, 'the AWS CLI'],
];

/** `aws-sdk-go-v2/1.30.3`, `aws-sdk-java/2.25`, `Boto3/1.34`. */
const SDK = /\b(aws-sdk-[a-z0-9-]{1,40}|boto3|boto|botocore)\//i;

/** What a change was made with, in words, at most 80 printable characters. */
export function toolOf(userAgent = ''): string {
  const known = TOOLS.find(([pattern]) => pattern.test(userAgent));
  if (known !== undefined) return known[1];
  const [, sdk] = SDK.exec(userAgent) ?? [];
  return sdk === undefined ? printable(userAgent, 80) || 'an unknown tool' : `an AWS SDK (${sdk})`;
}
