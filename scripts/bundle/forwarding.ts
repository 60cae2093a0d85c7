import * as z from 'zod';

/** What stands before the name of every rule in serverless.yml; the StackSet gives it as a parameter. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: osls's own syntax
const PREFIX = '${self:service}-${sls:stage}-';

/** A StackSet takes no larger template in its own properties. */
const LARGEST_TEMPLATE = 51_200;

const Schedule = z.object({ schedule: z.string() });
const Rule = z.object({
  name: z.string().startsWith(PREFIX),
  description: z.string(),
  pattern: z.record(z.string(), z.unknown()),
});
const Functions = z.object({
  functions: z.record(
    z.string(),
    z.object({ events: z.array(z.object({ eventBridge: z.union([Rule, Schedule]) })).default([]) }),
  ),
});

/**
 * The template that every other region gets: the rules of the home region with the same names and patterns, whose
 * target is the bus of the home region. EventBridge hands an event on as it came, with the region that it is of.
 *
 * @param configuration serverless.yml, the one place where the patterns are written.
 * @throws ZodError when it has another form than this file knows.
 */
export function forwardingTemplate(configuration: unknown): string {
  const events = Object.values(Functions.parse(configuration).functions).flatMap((fn) => fn.events);
  const rules = events.flatMap(({ eventBridge }) => ('pattern' in eventBridge ? [eventBridge] : []));
  const template = JSON.stringify({
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'IMDSv2 remediator - hands events of this region to the region where the stack is',
    Parameters: { Prefix: STRING, HomeRegion: STRING, HomeBus: STRING, Role: STRING },
    // On the home bus itself such a rule would feed itself for ever.
    Conditions: { Elsewhere: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'AWS::Region' }, { Ref: 'HomeRegion' }] }] } },
    Resources: Object.fromEntries(rules.map(resourceOf)),
  });
  if (Buffer.byteLength(template) > LARGEST_TEMPLATE)
    throw new RangeError(`the forwarding template is larger than a StackSet takes: ${LARGEST_TEMPLATE} bytes`);
  return template;
}

const STRING = { Type: 'String' };

function resourceOf({ name, description, pattern }: z.infer<typeof Rule>): [logicalId: string, resource: unknown] {
  const short = name.slice(PREFIX.length);
  const resource = {
    Type: 'AWS::Events::Rule',
    Condition: 'Elsewhere',
    Properties: {
      Name: { 'Fn::Join': ['-', [{ Ref: 'Prefix' }, short]] },
      Description: description,
      State: 'ENABLED',
      EventPattern: pattern,
      Targets: [{ Id: 'home', Arn: { Ref: 'HomeBus' }, RoleArn: { Ref: 'Role' } }],
    },
  };
  return [short.replaceAll(/(?:^|-)(\w)/g, (_found, letter: string) => letter.toUpperCase()), resource];
}
