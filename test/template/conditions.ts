import * as z from 'zod';
import { conditions, parameters, resourcesOf } from './template.ts';

export type Given = Readonly<Record<string, string>>;

/** CloudFormation's conditions, as far as the template uses them. */
export function holds(condition: unknown, given: Given): boolean {
  const parsed = z
    .union([
      z.object({ Condition: z.string() }),
      z.object({ 'Fn::Not': z.tuple([z.unknown()]) }),
      z.object({ 'Fn::And': z.array(z.unknown()) }),
      z.object({ 'Fn::Or': z.array(z.unknown()) }),
      z.object({ 'Fn::Equals': z.tuple([z.object({ Ref: z.string() }), z.string()]) }),
    ])
    .parse(condition);
  if ('Condition' in parsed) return holds(conditions[parsed.Condition], given);
  if ('Fn::Not' in parsed) return !holds(parsed['Fn::Not'][0], given);
  if ('Fn::And' in parsed) return parsed['Fn::And'].every((each) => holds(each, given));
  if ('Fn::Or' in parsed) return parsed['Fn::Or'].some((each) => holds(each, given));
  const [{ Ref: parameter }, value] = parsed['Fn::Equals'];
  return (given[parameter] ?? parameters[parameter]?.Default) === value;
}

/** Logical ids of what hangs on a condition, as far as it is created with these parameters. */
export const createdIf = (given: Given): readonly string[] =>
  resourcesOf().flatMap(([id, { Condition: name }]) =>
    name !== undefined && holds(conditions[name], given) ? [id] : [],
  );
