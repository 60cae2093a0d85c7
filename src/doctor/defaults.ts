import { about, type Finding } from './finding.ts';
import { isSeen, type Seen } from './seen.ts';

/** EC2's account-level defaults in one region. */
export interface Defaults {
  readonly httpTokens: string | null;
  readonly enforced: string | null;
  readonly managedBy: string | null;
}

/** What is enforced from above can be neither loosened nor taken back from here. */
export function examineDefaults(defaults: Seen<Defaults>, region: string): Finding {
  const { ok, warning, unknown } = about('defaults', region);
  if (!isSeen(defaults))
    return unknown('what EC2 enforces by itself (HttpTokensEnforced, declarative policy)', defaults);
  const { httpTokens, enforced, managedBy } = defaults.known;
  const byPolicy = managedBy === 'declarative-policy';
  if (enforced === 'enabled') {
    return warning(
      `HttpTokensEnforced is enabled${byPolicy ? ' by a declarative policy' : ''}: EC2 refuses to allow IMDSv1 again, so that nothing can be rolled back here.`,
      byPolicy
        ? DECLARATIVE
        : `aws ec2 modify-instance-metadata-defaults --http-tokens-enforced disabled --region ${region} # until the last workload is secured`,
    );
  }
  if (byPolicy) {
    return warning(
      'A declarative policy manages the metadata defaults: it cannot be changed from this account, and enforcing tokens in it would end rollback.',
      DECLARATIVE,
    );
  }
  const launches =
    httpTokens === 'required'
      ? 'launches require IMDSv2 unless they say otherwise'
      : 'launches that do not ask for IMDSv2 still allow IMDSv1';
  return ok(`HttpTokensEnforced is not enabled, so that a change can be rolled back; ${launches}.`);
}

const DECLARATIVE =
  'In the management account: AWS Organizations > Policies > Declarative policies for EC2 > instance_metadata_defaults; keep http_tokens_enforced off until the last workload is secured.';
