import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { forwardingTemplate } from '../../scripts/bundle/forwarding.ts';
import { matches } from '../../simulator/host/pattern.ts';
import { readSample } from '../events/samples.ts';
import { createdIf } from './conditions.ts';
import { getAtt, parameters, resource, resourcesOf } from './template.ts';

const ids = [
  'Forwarding',
  'ForwardingAdministrationPolicy',
  'ForwardingAdministrationRole',
  'ForwardingExecutionRole',
  'ForwardingRole',
];

const Rule = z.strictObject({
  Type: z.literal('AWS::Events::Rule'),
  Condition: z.literal('Elsewhere'),
  Properties: z.looseObject({
    Name: z.object({
      'Fn::Join': z.tuple([z.literal('-'), z.tuple([z.object({ Ref: z.literal('Prefix') }), z.string()])]),
    }),
    EventPattern: z.unknown(),
  }),
});
const Forwarding = z.object({ Resources: z.record(z.string().regex(/^[A-Za-z0-9]+$/), Rule) });

const { Properties: stackSet, DependsOn: needs } = resource('Forwarding');
const body = z.string().parse(stackSet['TemplateBody']);
const template = Forwarding.parse(JSON.parse(body));
const rules = Object.values(template.Resources).map(({ Properties }) => Properties);

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: CloudFormation's own syntax
const bus = { 'Fn::Sub': 'arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/default' };
const theRules = {
  'Fn::Sub': 'arn:${AWS::Partition}:events:*:${AWS::AccountId}:rule/imdsv2-remediator-live-*',
};
const theStacks = {
  'Fn::Sub': 'arn:${AWS::Partition}:cloudformation:*:${AWS::AccountId}:stack/StackSet-${AWS::StackName}-forwarding-*',
};
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: CloudFormation's own syntax

describe('forwarding', () => {
  test.each([
    [{}, []],
    [{ OptInRegions: 'ap-east-1' }, []],
    [{ ForwardedRegions: 'eu-west-1' }, ids],
    [{ ForwardedRegions: 'eu-west-1,ap-east-1', OptInRegions: 'ap-east-1' }, ids],
  ])('given %j, just what belongs to it is created', (given, expected) => {
    expect(createdIf(given).toSorted()).toEqual(expected);
  });

  test.each([
    ['', true],
    ['eu-west-1', true],
    ['eu-west-1,us-gov-east-1,ap-southeast-3', true],
    ['eu-west-1,', false],
    ['eu-west-1, us-east-1', false],
    ['*', false],
  ])('regions are taken as %j: %s', (text, taken) => {
    for (const name of ['ForwardedRegions', 'OptInRegions'])
      expect(new RegExp(parameters[name]?.AllowedPattern ?? 'none').test(text)).toBe(taken);
  });

  test('has in every region the rules of the home region, with their names and patterns', () => {
    const home = resourcesOf('AWS::Events::Rule').flatMap(([, { Properties }]) =>
      Properties['EventPattern'] === undefined ? [] : [[Properties['Name'], Properties['EventPattern']]],
    );
    expect(home.length).toBeGreaterThan(0);
    expect(
      rules.map(({ Name, EventPattern }) => [`imdsv2-remediator-live-${Name['Fn::Join'][1][1]}`, EventPattern]),
    ).toEqual(home);
  });

  test('lets through what a function wants and nothing that none would get', () => {
    const forwarded = (name: string) => rules.some(({ EventPattern }) => matches(EventPattern, readSample(name)));
    expect(forwarded('cloudtrail-run-instances-eks')).toBe(true);
    expect(forwarded('config-compliance-conformance-pack')).toBe(true);
    expect(forwarded('cloudtrail-run-instances-dry-run')).toBe(false);
    expect(forwarded('bad-source')).toBe(false);
  });

  test('hands events to the bus of the home region and never to its own', () => {
    expect(JSON.parse(body).Conditions).toEqual({
      Elsewhere: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'AWS::Region' }, { Ref: 'HomeRegion' }] }] },
    });
    for (const rule of rules) {
      expect(rule).toMatchObject({
        State: 'ENABLED',
        Targets: [{ Id: 'home', Arn: { Ref: 'HomeBus' }, RoleArn: { Ref: 'Role' } }],
      });
      expect(rule).not.toHaveProperty('EventBusName');
    }
    expect(stackSet['Parameters']).toEqual([
      { ParameterKey: 'Prefix', ParameterValue: 'imdsv2-remediator-live' },
      { ParameterKey: 'HomeRegion', ParameterValue: { Ref: 'AWS::Region' } },
      { ParameterKey: 'HomeBus', ParameterValue: bus },
      { ParameterKey: 'Role', ParameterValue: getAtt('ForwardingRole') },
    ]);
  });

  test('is of this account alone, and its failure in a region does not take the stack back', () => {
    expect(stackSet).toMatchObject({
      PermissionModel: 'SELF_MANAGED',
      AdministrationRoleARN: getAtt('ForwardingAdministrationRole'),
      ExecutionRoleName: { Ref: 'ForwardingExecutionRole' },
      OperationPreferences: { RegionConcurrencyType: 'PARALLEL', FailureTolerancePercentage: 100 },
      StackInstancesGroup: [
        {
          DeploymentTargets: { Accounts: [{ Ref: 'AWS::AccountId' }] },
          Regions: { 'Fn::Split': [',', { Ref: 'ForwardedRegions' }] },
        },
      ],
    });
    // No IAM in the other regions: nothing has to be acknowledged.
    expect(stackSet).not.toHaveProperty('Capabilities');
  });

  test('goes before the roles that take it down', () => {
    expect(needs).toEqual(['ForwardingAdministrationPolicy', 'ForwardingExecutionRole', 'ForwardingRole']);
  });

  test('fits into the properties of a StackSet', () => {
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(51_200);
  });
});

const PolicyDocument = z.object({
  Statement: z.array(z.object({ Action: z.union([z.string(), z.array(z.string())]), Resource: z.unknown() })),
});
const statementsOf = (id: string) =>
  z
    .object({ Policies: z.tuple([z.object({ PolicyDocument })]) })
    .parse(resource(id).Properties)
    .Policies[0].PolicyDocument.Statement.map(({ Action, Resource }) => [[Action].flat(), Resource]);

describe('the roles of forwarding', () => {
  test('let EventBridge put events on the home bus, for rules of this stack', () => {
    expect(statementsOf('ForwardingRole')).toEqual([[['events:PutEvents'], bus]]);
    expect(resource('ForwardingRole').Properties['AssumeRolePolicyDocument']).toMatchObject({
      Statement: [
        {
          Principal: { Service: 'events.amazonaws.com' },
          Condition: {
            StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
            ArnLike: { 'aws:SourceArn': theRules },
          },
        },
      ],
    });
  });

  test('let the administrator become the one that makes the rules, and do nothing else', () => {
    expect(resource('ForwardingAdministrationRole').Properties).not.toHaveProperty('Policies');
    expect(resource('ForwardingAdministrationPolicy').Properties).toMatchObject({
      Roles: [{ Ref: 'ForwardingAdministrationRole' }],
      PolicyDocument: {
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: getAtt('ForwardingExecutionRole') }],
      },
    });
    expect(resource('ForwardingExecutionRole').Properties['AssumeRolePolicyDocument']).toMatchObject({
      Statement: [{ Principal: { AWS: getAtt('ForwardingAdministrationRole') } }],
    });
  });

  test('make stacks of this name and rules of this name, pass one role, and read stacks', () => {
    const statements = statementsOf('ForwardingExecutionRole');
    expect(statements.map(([, on]) => on)).toEqual(['*', theStacks, theRules, getAtt('ForwardingRole')]);
    const [read] = statements;
    expect(read?.[0]).toEqual(expect.arrayContaining([expect.stringMatching(/^cloudformation:(Describe|List)/)]));
    for (const action of z.array(z.string()).parse(read?.[0]))
      expect(action).toMatch(/^cloudformation:(Describe|List)/);
    expect(statements.at(-1)?.[0]).toEqual(['iam:PassRole']);
  });
});

test('a rule of another form is refused by the build, not left out', () => {
  const configuration = (eventBridge: object) => ({ functions: { sweep: { events: [{ eventBridge }] } } });
  const [name, description] = ['imdsv2-remediator-live-x', 'x'];
  expect(() => forwardingTemplate(configuration({ name, description, pattern: {} }))).toThrow(/name/);
  expect(() => forwardingTemplate(configuration({ description, eventBus: 'other' }))).toThrow();
});

describe("AWS Config's rule", () => {
  test('is made only when it is asked for', () => {
    expect(createdIf({ ConfigRule: 'create' })).toEqual(['Imdsv2Check']);
  });

  test('has a name and a verdict that our rule takes', () => {
    const { Properties } = resource('Imdsv2Check');
    expect(Properties).toMatchObject({
      Scope: { ComplianceResourceTypes: ['AWS::EC2::Instance'] },
      Source: { Owner: 'AWS', SourceIdentifier: 'EC2_IMDSV2_CHECK' },
    });
    const { 'Fn::Sub': name } = z.object({ 'Fn::Sub': z.string() }).parse(Properties['ConfigRuleName']);
    const sample = z.looseObject({ detail: z.looseObject({}) }).parse(readSample('config-compliance-non-compliant'));
    const event = { ...sample, detail: { ...sample.detail, configRuleName: name } };
    expect(rules.some(({ EventPattern }) => matches(EventPattern, event))).toBe(true);
  });
});
