import type { Estate } from './estate.ts';
import { AwsError, type Operations, text } from './protocol.ts';
import { restJson } from './rest.ts';

export const securityHubRest = restJson([
  { method: 'GET', path: /^\/associations$/, action: 'ListStandardsControlAssociations' },
]);

const STANDARD = 'standards/aws-foundational-security-best-practices/v/1.0.0';

export const createSecurityHub = (estate: Estate): Operations => ({
  ListStandardsControlAssociations(params, { region }) {
    if (estate.securityHub === 'none') {
      throw new AwsError('InvalidAccessException', 'Account 123456789012 is not subscribed to AWS Security Hub', 401);
    }
    const SecurityControlId = text(params, 'SecurityControlId');
    if (SecurityControlId !== 'EC2.8') {
      throw new AwsError('ResourceNotFoundException', `There is no control ${SecurityControlId} here`, 404);
    }
    return {
      StandardsControlAssociationSummaries: [
        {
          SecurityControlId,
          StandardsArn: `arn:aws:securityhub:${region}::${STANDARD}`,
          SecurityControlArn: `arn:aws:securityhub:${region}:123456789012:security-control/EC2.8`,
          AssociationStatus: estate.securityHub === 'on' ? 'ENABLED' : 'DISABLED',
        },
      ],
    };
  },
});
