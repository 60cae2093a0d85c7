import * as z from 'zod';
import { AwsError, type Operations } from './protocol.ts';
import { type Calendar, createCalendars } from './ssm-calendars.ts';

const OPEN = ['Open', 'InProgress'] as const;
const Status = z.enum([...OPEN, 'Resolved']);
const Data = z.record(z.string(), z.object({ Value: z.string().optional(), Type: z.string().optional() }));
type Data = z.infer<typeof Data>;

const Fields = {
  Title: z.string().min(1).max(1024),
  Description: z.string().min(1).max(2048),
  Severity: z.string().min(1).max(64).optional(),
  Category: z.string().min(1).max(64).optional(),
  Priority: z.int().min(1).max(5).optional(),
  OperationalData: Data.default({}),
};
const Create = z.object({ ...Fields, Source: z.string().min(1).max(128) });
const Update = z.object({
  ...Fields,
  Title: Fields.Title.optional(),
  Description: Fields.Description.optional(),
  OpsItemId: z.string(),
  Status: Status.optional(),
  OperationalDataToDelete: z.array(z.string()).default([]),
});

/** As GetOpsItem shows it; people's own changes in a simulation are made right here. */
export interface OpsItem {
  readonly id: string;
  readonly region: string;
  readonly createdAt: number;
  changedAt: number;
  status: z.infer<typeof Status>;
  fields: Omit<z.infer<typeof Create>, 'OperationalData'>;
  data: Data;
}

/** Parameters and calendars live in the home region. The maps belong to the caller: putting an entry in makes it exist. */
export interface Documents {
  readonly parameters: ReadonlyMap<string, string>;
  readonly calendars: ReadonlyMap<string, Calendar>;
  readonly opsItems: Map<string, OpsItem>;
}

export function createSsm({ parameters, calendars, opsItems }: Documents, homeRegion: string): Operations {
  const find = (id: string, region: string): OpsItem => {
    const item = opsItems.get(id);
    if (item === undefined || item.region !== region) {
      throw new AwsError('OpsItemNotFoundException', '', 400, { Message: `The OpsItem ${id} does not exist.` });
    }
    return item;
  };
  /** Two OpsItems that are not resolved cannot share a dedup string. */
  const refuseTwin = (region: string, data: Data, self?: string): void => {
    const dedup = data['/aws/dedup']?.Value;
    if (dedup === undefined) return;
    for (const { id, region: where, status, data: other } of opsItems.values()) {
      if (id !== self && where === region && status !== 'Resolved' && other['/aws/dedup']?.Value === dedup) {
        const Message = `An OpsItem with the same dedup string is open: ${id}.`;
        throw new AwsError('OpsItemAlreadyExistsException', Message, 400, { Message, OpsItemId: id });
      }
    }
  };

  return {
    GetParameter(params, { region }) {
      const { Name } = parse(z.object({ Name: z.string().min(1) }), params);
      const Value = region === homeRegion ? parameters.get(Name) : undefined;
      if (Value === undefined) throw new AwsError('ParameterNotFound', `Parameter ${Name} not found.`);
      const ARN = `arn:aws:ssm:${region}:123456789012:parameter/${Name.replace(/^\//, '')}`;
      return { Parameter: { ARN, DataType: 'text', LastModifiedDate: 0, Name, Type: 'String', Value, Version: 1 } };
    },

    ...createCalendars(calendars, homeRegion),

    CreateOpsItem(params, { region }) {
      const { OperationalData: data, ...fields } = parse(Create, params);
      if (/aws|amazon|amzn/i.test(fields.Source)) {
        throw invalid('The source must not contain aws, amazon or amzn.', 'Source');
      }
      checkData(data);
      refuseTwin(region, data);
      const id = `oi-${(opsItems.size + 1).toString(16).padStart(12, '0')}`;
      const now = Date.now();
      opsItems.set(id, { id, region, createdAt: now, changedAt: now, status: 'Open', fields, data });
      return { OpsItemId: id, OpsItemArn: `arn:aws:ssm:${region}:123456789012:opsitem/${id}` };
    },

    GetOpsItem(params, { region }) {
      const { OpsItemId } = parse(z.object({ OpsItemId: z.string() }), params);
      const { status, fields, data, createdAt, changedAt } = find(OpsItemId, region);
      const times = { CreatedTime: createdAt / 1000, LastModifiedTime: changedAt / 1000 };
      return { OpsItem: { OpsItemId, Status: status, ...fields, OperationalData: data, ...times } };
    },

    /** Operational data is merged key by key. */
    UpdateOpsItem(params, { region }) {
      const { OpsItemId, Status: status, OperationalData, OperationalDataToDelete, ...fields } = parse(Update, params);
      const item = find(OpsItemId, region);
      checkData(OperationalData);
      const dedup = OperationalData['/aws/dedup'];
      if (dedup && dedup.Value !== item.data['/aws/dedup']?.Value) {
        throw invalid('The dedup string cannot be changed once the OpsItem exists.', 'OperationalData');
      }
      if (status !== undefined && status !== 'Resolved') refuseTwin(region, item.data, item.id);
      item.status = status ?? item.status;
      item.fields = { ...item.fields, ...defined(fields) };
      item.data = { ...item.data, ...OperationalData };
      for (const key of OperationalDataToDelete) delete item.data[key];
      item.changedAt = Date.now();
      return {};
    },
  };
}

/** Keys of AWS's own are refused but for the two that are documented for callers. */
function checkData(data: Data): void {
  for (const [key, { Value = '', Type }] of Object.entries(data)) {
    const own = key === '/aws/resources' || key === '/aws/dedup';
    if (key.length > 128 || (!own && /^\/?(amazon|aws|amzn|ssm)/i.test(key))) {
      throw invalid(`The key ${key} is not allowed in operational data.`, 'OperationalData');
    }
    if (Buffer.byteLength(Value) > 20_480)
      throw invalid(`The value of ${key} is longer than 20 KB.`, 'OperationalData');
    if (Type !== undefined && Type !== 'String' && Type !== 'SearchableString') {
      throw invalid(`The type of ${key} is not valid.`, 'OperationalData');
    }
    if (own && !SHAPES[key].safeParse(json(Value)).success) {
      throw invalid(`The value of ${key} does not have the shape it needs.`, 'OperationalData');
    }
  }
}

const SHAPES = {
  '/aws/resources': z.array(z.object({ arn: z.string().startsWith('arn:') })),
  '/aws/dedup': z.object({ dedupString: z.string().min(1) }),
};

function parse<T>(schema: z.ZodType<T>, params: unknown): T {
  const parsed = schema.safeParse(params);
  if (parsed.success) return parsed.data;
  throw new AwsError('ValidationException', `Validation error detected: ${z.prettifyError(parsed.error)}`);
}

function json(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

const defined = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
const invalid = (Message: string, parameter: string): AwsError =>
  new AwsError('OpsItemInvalidParameterException', Message, 400, { Message, ParameterNames: [parameter] });
