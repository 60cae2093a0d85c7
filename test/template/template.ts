import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

/** Where `npm run package` leaves what is deployed; the test run packages first. Elsewhere it lies harmed, to see tests fail. */
export const packagedRoot = process.env['E2E_PACKAGED'] ?? fileURLToPath(new URL('../../', import.meta.url));
const file = join(packagedRoot, '.serverless/cloudformation-template-update-stack.json');

const Resource = z.looseObject({ Type: z.string(), Properties: z.looseObject({}), Condition: z.string().optional() });
const Template = z.object({
  Resources: z.record(z.string(), Resource),
  Parameters: z.record(z.string(), z.looseObject({ Default: z.unknown(), AllowedPattern: z.string().optional() })),
  Conditions: z.record(z.string(), z.unknown()),
  Outputs: z.record(z.string(), z.looseObject({ Value: z.unknown() })),
});
const template = Template.parse(JSON.parse(readFileSync(file, 'utf8')));
const { Resources } = template;

export const { Parameters: parameters, Conditions: conditions, Outputs: outputs } = template;

export type Resource = z.infer<typeof Resource>;

export const resource = (logicalId: string): Resource => {
  const found = Resources[logicalId];
  if (found === undefined) throw new Error(`the template holds no ${logicalId}`);
  return found;
};

/** All of them when no type is named. */
export const resourcesOf = (type?: string): [logicalId: string, resource: Resource][] =>
  Object.entries(Resources).filter(([, { Type }]) => type === undefined || Type === type);

export const getAtt = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
