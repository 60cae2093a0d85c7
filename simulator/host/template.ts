import * as z from 'zod';

/** What CloudFormation would know while it resolves a template. */
export interface Surroundings {
  readonly account: string;
  readonly region: string;
  readonly stackName: string;
}

export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

const Resource = z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) });
const Template = z.object({
  Parameters: z.record(z.string(), z.object({ Default: z.unknown() })).default({}),
  Resources: z.record(z.string(), Resource),
  Outputs: z.record(z.string(), z.object({ Value: z.unknown() })).default({}),
});

/** A resource; an output is one of type `Output`, whose only property is its value. */
export interface Resolved {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly arn: string;
  readonly properties: Record<string, unknown>;
}

/** Every resource of a template with its properties resolved. @throws TemplateError for a function or name unknown here. */
export function resolveTemplate(text: string, surroundings: Surroundings): Resolved[] {
  const { Parameters: parameters, Resources: resources, Outputs: outputs } = Template.parse(JSON.parse(text));
  const { account, region, stackName } = surroundings;
  const pseudo: Record<string, unknown> = {
    'AWS::AccountId': account,
    'AWS::Region': region,
    'AWS::Partition': 'aws',
    'AWS::StackName': stackName,
    'AWS::StackId': `arn:aws:cloudformation:${region}:${account}:stack/${stackName}/1`,
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::NoValue': undefined,
  };

  function nameOf(id: string): string {
    const property = nameProperties[resources[id]?.Type ?? ''];
    const given = property === undefined ? undefined : resolve(resources[id]?.Properties[property]);
    return given === undefined ? `${stackName}-${id}` : String(given);
  }

  function arnOf(id: string): string {
    const shape = arns[resources[id]?.Type ?? ''] ?? ((name: string) => `cloudformation:${region}:${account}:${name}`);
    return `arn:aws:${shape(nameOf(id), `${region}:${account}`, account)}`;
  }

  function refer(name: string): unknown {
    if (name in pseudo) return pseudo[name];
    const parameter = parameters[name];
    if (parameter !== undefined) return parameter.Default;
    const type = resources[name]?.Type;
    if (type === undefined) throw new TemplateError(`Ref to ${name}, which the template does not hold`);
    if (type === 'AWS::SNS::Topic') return arnOf(name);
    if (type === 'AWS::SQS::Queue') return `https://sqs.${region}.amazonaws.com/${account}/${nameOf(name)}`;
    return nameOf(name);
  }

  function attribute(id: string, name: string): unknown {
    if (resources[id] === undefined) throw new TemplateError(`Fn::GetAtt of ${id}, which the template does not hold`);
    if (name === 'Arn' || name === 'TopicArn') return arnOf(id);
    if (name.endsWith('Name')) return nameOf(id);
    if (name === 'StreamArn') return `${arnOf(id)}/stream/1`;
    // AWS's URLs begin with an id that is drawn; here with the alias that they belong to.
    if (name === 'FunctionUrl') return `https://${resources[id]?.Properties['Qualifier']}.lambda-url.${region}.on.aws/`;
    throw new TemplateError(`Fn::GetAtt ${id}.${name} is not known here`);
  }

  function substitute(text: string, own: Record<string, unknown>): string {
    return text.replaceAll(/\$\{(!?)([^}]+)\}/g, (whole, literal: string, name: string) => {
      if (literal === '!') return whole.replace('!', '');
      if (name in own) return String(resolve(own[name]));
      const [id = '', ...rest] = name.trim().split('.');
      return String(rest.length === 0 ? refer(id) : attribute(id, rest.join('.')));
    });
  }

  function intrinsic(name: string, argument: unknown): unknown {
    if (name === 'Ref') return refer(z.string().parse(argument));
    if (name === 'Fn::GetAtt') {
      const [id = '', ...rest] =
        typeof argument === 'string' ? argument.split('.') : z.array(z.string()).parse(argument);
      return attribute(id, rest.join('.'));
    }
    if (name === 'Fn::Sub') {
      if (typeof argument === 'string') return substitute(argument, {});
      const [text, own] = z.tuple([z.string(), z.record(z.string(), z.unknown())]).parse(argument);
      return substitute(text, own);
    }
    if (name === 'Fn::Join') {
      const [between, parts] = z.tuple([z.string(), z.array(z.unknown())]).parse(argument);
      return parts.map((part) => String(resolve(part))).join(between);
    }
    throw new TemplateError(`${name} is not known here`);
  }

  function resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [only] = entries;
    if (entries.length === 1 && only !== undefined && (only[0] === 'Ref' || only[0].startsWith('Fn::'))) {
      return intrinsic(only[0], only[1]);
    }
    return Object.fromEntries(
      entries.map(([key, inner]) => [key, resolve(inner)]).filter(([, inner]) => inner !== undefined),
    );
  }

  const entries = Object.entries(resources).map(([id, { Type: type, Properties: properties }]) => ({
    id,
    type,
    name: nameOf(id),
    arn: arnOf(id),
    // Policies may use more of CloudFormation than a run needs; only what the run reads is resolved.
    get properties() {
      return z.record(z.string(), z.unknown()).parse(resolve(properties));
    },
  }));
  const told = Object.entries(outputs).map(([id, { Value }]) => ({
    ...{ id, type: 'Output', name: id, arn: '' },
    properties: { Value: resolve(Value) },
  }));
  return [...entries, ...told];
}

/** The property in which a resource may be given its physical name. */
const nameProperties: Record<string, string> = {
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::SSM::Parameter': 'Name',
  'AWS::Events::Rule': 'Name',
  'AWS::IAM::Role': 'RoleName',
  'AWS::Logs::LogGroup': 'LogGroupName',
};

/** AWS's own forms, after `arn:aws:`; `here` is `<region>:<account>`. */
const arns: Record<string, (name: string, here: string, account: string) => string> = {
  'AWS::Lambda::Function': (name, here) => `lambda:${here}:function:${name}`,
  'AWS::DynamoDB::Table': (name, here) => `dynamodb:${here}:table/${name}`,
  'AWS::SNS::Topic': (name, here) => `sns:${here}:${name}`,
  'AWS::SQS::Queue': (name, here) => `sqs:${here}:${name}`,
  'AWS::SSM::Parameter': (name, here) => `ssm:${here}:parameter${name.startsWith('/') ? '' : '/'}${name}`,
  'AWS::Events::Rule': (name, here) => `events:${here}:rule/${name}`,
  'AWS::Logs::LogGroup': (name, here) => `logs:${here}:log-group:${name}:*`,
  'AWS::IAM::Role': (name, _here, account) => `iam::${account}:role/${name}`,
};
