import { readFileSync } from 'node:fs';
import * as z from 'zod';

/** What `npm run package` leaves behind; the test run packages first. */
const file = new URL('../../.serverless/cloudformation-template-update-stack.json', import.meta.url);

const Resource = z.looseObject({ Type: z.string(), Properties: z.looseObject({}) });
const { Resources } = z
  .object({ Resources: z.record(z.string(), Resource) })
  .parse(JSON.parse(readFileSync(file, 'utf8')));

export type Resource = z.infer<typeof Resource>;

export const resource = (logicalId: string): Resource => {
  const found = Resources[logicalId];
  if (found === undefined) throw new Error(`the template holds no ${logicalId}`);
  return found;
};

export const resourcesOf = (type: string): [logicalId: string, resource: Resource][] =>
  Object.entries(Resources).filter(([, { Type }]) => Type === type);

export const getAtt = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
