import { about, type Finding } from './finding.ts';
import { isSeen, type Seen } from './seen.ts';

/** Where the control EC2.8 stands: on in a standard, off in all of them, or Security Hub itself is not there. */
export type Control = 'on' | 'off' | 'no-hub';

export function examineSecurityHub(control: Seen<Control>, region: string): Finding {
  const { ok, warning, unknown } = about('security-hub', region);
  if (!isSeen(control)) return unknown('whether Security Hub checks EC2.8', control);
  switch (control.known) {
    case 'on':
      return ok('Security Hub checks EC2.8.');
    case 'off':
      return warning(
        'EC2.8 is off in every standard of Security Hub, so that it sends no finding: nothing is lost, because the sweep finds every instance within six hours.',
        `Console: Security Hub > Controls > EC2.8 > Enable (${region}).`,
      );
    case 'no-hub':
      return warning(
        'Security Hub is not enabled, so that it sends no finding: nothing is lost, because the sweep finds every instance within six hours.',
        `aws securityhub enable-security-hub --region ${region} # charged by the check`,
      );
  }
}
