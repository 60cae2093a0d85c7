import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { type Answer, answerSchema } from '../../src/operators/answer.ts';
import { type Refusal, refusals } from '../../src/operators/errors.ts';
import type { RequestInput } from '../../src/operators/request.ts';
import type { Right } from '../../src/operators/rights.ts';
import { readSample, replaceAt } from '../events/samples.ts';
import { DAY, metricOf, type Product } from './support.ts';

const ROLE = 'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Operators_0123456789abcdef';

/** People of IAM Identity Center: each is somebody of their own. */
export const DANA = `${ROLE}/dana@example.com`;
export const ALEX = `${ROLE}/alex@example.com`;
export const SAM = 'arn:aws:iam::123456789012:user/sam';

type WithoutId<R> = R extends { id: string } ? Omit<R, 'id'> & { id?: string } : R;
/** An order may leave its id to the test's support. */
export type Asked = WithoutId<RequestInput>;

const ORDERS = ['request', 'approve', 'deny', 'revoke', 'enforce', 'rollback', 'pause', 'resume'];
const withId = (asked: object): object =>
  'kind' in asked && ORDERS.includes(String(asked.kind)) ? { id: randomUUID(), ...asked } : asked;

/** The event that Lambda makes of a signed POST, at this moment. */
export const urlEvent = (asked: unknown, userArn = DANA): unknown => {
  const body = typeof asked === 'string' ? asked : JSON.stringify(asked);
  const event = replaceAt(readSample('operator/function-url'), ['body'], body);
  const timed = replaceAt(event, ['requestContext', 'timeEpoch'], Date.now());
  return replaceAt(timed, ['requestContext', 'authorizer', 'iam', 'userArn'], userArn);
};

const replySchema = z.object({ statusCode: z.number(), headers: z.record(z.string(), z.string()), body: z.string() });
export type Reply = z.infer<typeof replySchema>;

export const send = async (product: Product, asked: unknown, userArn = DANA, right?: Right): Promise<Reply> =>
  replySchema.parse(await product.operator(right ?? 'approver', urlEvent(asked, userArn)));

/** Asks by the function URL; what comes back is an answer. */
export async function ask<K extends Answer['kind'] = Answer['kind']>(
  product: Product,
  asked: Asked,
  userArn = DANA,
  right: Right = 'approver',
): Promise<Extract<Answer, { kind: K }>> {
  const { statusCode, body } = await send(product, withId(asked), userArn, right);
  if (statusCode !== 200) throw new Error(`${statusCode} ${body}`);
  return answerSchema.parse(JSON.parse(body)) as Extract<Answer, { kind: K }>;
}

/** Asks by the function URL for what is refused: its code, once the status fits it. */
export async function refusal(
  product: Product,
  asked: Asked | string,
  userArn = DANA,
  right: Right = 'approver',
): Promise<{ code: Refusal; message: string }> {
  const before = metricOf(product, 'RefusedOrders').length;
  const { statusCode, body } = await send(product, typeof asked === 'string' ? asked : withId(asked), userArn, right);
  const { kind, code, message } = JSON.parse(body);
  const counted = metricOf(product, 'RefusedOrders').length - before;
  if (kind !== 'refused' || statusCode !== refusals[code as Refusal] || counted !== 1)
    throw new Error(`not refused as it ought to be: ${statusCode} ${body}, counted ${counted}`);
  return { code, message };
}

export const inDays = (days: number, from = Date.now()): string => new Date(from + days * DAY).toISOString();
