import * as z from 'zod';

/** What the product did, as its requests to AWS show it: nothing here is read back from its table. */
export interface Records {
  readonly changes: Change[];
  readonly notices: Notice[];
  readonly digests: Digest[];
  readonly tickets: Ticket[];
  /** In the order in which the entries were put. */
  readonly journal: JournalEntry[];
  /** To the whole account. */
  readonly orders: Order[];
}

/** A successful ModifyInstanceMetadataOptions. */
export interface Change {
  readonly at: number;
  readonly instanceId: string;
  readonly tokens: string | undefined;
}

export interface Ticket {
  readonly at: number;
  readonly what: 'opened' | 'updated' | 'closed';
}

const Notice = z.object({
  id: z.string(),
  occasion: z.string(),
  caseId: z.string(),
  workload: z.string(),
  deadline: z.string().nullable(),
  instanceIds: z.array(z.string()),
  summary: z.string(),
});
export type Notice = z.infer<typeof Notice> & { readonly at: number };

/** The weekly report, which is about no case. */
const Digest = z.object({ occasion: z.literal('digest'), summary: z.string() });
export type Digest = z.infer<typeof Digest> & { readonly at: number };
const Message = z.union([Digest, Notice]);

const Text = z.object({ S: z.string() }).transform(({ S }) => S);
const Texts = z.object({ L: z.array(Text) }).transform(({ L }) => L);
const MemberEntry = z.object({ M: z.object({ id: Text, from: Text, to: Text, why: Text }) }).transform(({ M }) => M);
const JournalItem = z.object({
  caseId: Text,
  version: z.object({ N: z.coerce.number() }).transform(({ N }) => N),
  at: Text,
  fromStance: Text,
  toStance: Text,
  reason: Text,
  effects: Texts,
  members: z.object({ L: z.array(MemberEntry) }).transform(({ L }) => L),
  hold: Text.optional().catch(undefined),
});
export type JournalEntry = z.infer<typeof JournalItem>;

const OrderItem = z.object({ command: Text, actor: Text, reason: Text });
export type Order = z.infer<typeof OrderItem>;

/** A request as the embedded AWS logged it. */
export interface Request {
  readonly at: number;
  readonly action: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly performed: boolean;
}

const Put = z.object({ Item: z.record(z.string(), z.unknown()) });
const Key = z.object({ pk: Text });

export const emptyRecords = (): Records => ({
  changes: [],
  notices: [],
  digests: [],
  tickets: [],
  journal: [],
  orders: [],
});

/** Files one request; what took no effect, and what has no meaning for the report, is passed over. */
export function file(records: Records, { at, action, params, performed }: Request): void {
  if (!performed) return;
  switch (action) {
    case 'ModifyInstanceMetadataOptions':
      records.changes.push({ at, instanceId: String(params['InstanceId']), tokens: asText(params['HttpTokens']) });
      return;
    case 'CreateOpsItem':
      records.tickets.push({ at, what: 'opened' });
      return;
    case 'UpdateOpsItem':
      records.tickets.push({ at, what: params['Status'] === 'Resolved' ? 'closed' : 'updated' });
      return;
    case 'PutItem': {
      const { Item } = Put.parse(params);
      const { pk } = Key.parse(Item);
      if (pk === 'journal#account') records.orders.push(OrderItem.parse(Item));
      else if (pk.startsWith('journal#')) records.journal.push(JournalItem.parse(Item));
      return;
    }
    default:
  }
}

/** Files what a queue or function that is subscribed to the topic would get: the domain event. */
export function fileMessage(records: Records, body: string, at: number): Notice | Digest {
  const message = { ...Message.parse(JSON.parse(body)), at };
  if (isDigest(message)) records.digests.push(message);
  else records.notices.push(message);
  return message;
}

export const isDigest = (message: Notice | Digest): message is Digest => !('caseId' in message);

const asText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
