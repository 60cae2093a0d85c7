import * as z from 'zod/mini';

/** What the template sets for every function; the SDK's own settings are read by the SDK. */
const environmentSchema = z.object({
  AWS_REGION: z.string().check(z.minLength(1)),
  ACCOUNT_ID: z.string().check(z.regex(/^\d{12}$/)),
  TABLE_NAME: z.string().check(z.minLength(1)),
  TOPIC_ARN: z.string().check(z.regex(/^arn:[a-z-]+:sns:/)),
  POLICY_PARAMETER: z.string().check(z.minLength(1)),
  STACK_NAME: z.string().check(z.minLength(1)),
});

export interface Environment {
  readonly region: string;
  readonly account: string;
  readonly partition: string;
  readonly table: string;
  readonly topicArn: string;
  readonly policyParameter: string;
  readonly stackName: string;
}

export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/** The one place that reads the environment. @throws EnvironmentError naming every variable at fault, never a value. */
export function readEnvironment(): Environment {
  const parsed = environmentSchema.safeParse(process.env);
  if (!parsed.success) {
    const names = [...new Set(parsed.error.issues.map(({ path }) => path.join('.')))].join(', ');
    throw new EnvironmentError(`Missing or malformed environment variables: ${names}`);
  }
  const { data } = parsed;
  return {
    region: data.AWS_REGION,
    account: data.ACCOUNT_ID,
    partition: data.TOPIC_ARN.split(':')[1] ?? 'aws',
    table: data.TABLE_NAME,
    topicArn: data.TOPIC_ARN,
    policyParameter: data.POLICY_PARAMETER,
    stackName: data.STACK_NAME,
  };
}
