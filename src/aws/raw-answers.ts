import { isRecord } from '../domain/is-record.ts';

/** The points of one page of one query, as they came over the wire. */
export interface RawSeries {
  /** Seconds since the epoch; whoever goes through them sees whether they are. */
  readonly times: readonly unknown[];
  readonly values: readonly unknown[];
}

/**
 * A full page of GetMetricData has two hundred thousand numbers. Read by the SDK each becomes an object by way of a
 * schema; taken out of the answer before the SDK sees it they stay numbers, at a sixth of the time and memory. Only an
 * answer in JSON is touched: in any other form the SDK reads it as ever, and nothing is kept here.
 */
export function makeRawAnswers() {
  const kept = new WeakMap<object, readonly (RawSeries | null)[]>();
  const scratch: Buffer[] = [];
  return {
    /** Of an answer, in the order of its results; undefined where the SDK has read it whole. */
    of: (answer: object): readonly (RawSeries | null)[] | undefined => kept.get(answer),
    /** Next to the wire. */
    take:
      <Args, Answer extends { response: unknown }>(next: (args: Args) => Promise<Answer>) =>
      async (args: Args): Promise<Answer> => {
        const answer = await next(args);
        const { response } = answer;
        if (!isJson(response)) return answer;
        const { series, rest } = split(await textOf(response.body, scratch));
        Object.assign(response, { body: Buffer.from(rest) });
        if (series !== null) kept.set(response, series);
        return answer;
      },
    /** Where the SDK's own reading is done. */
    give:
      <Args, Answer extends { response: unknown; output?: object }>(next: (args: Args) => Promise<Answer>) =>
      async (args: Args): Promise<Answer> => {
        const answer = await next(args);
        const series = isRecord(answer.response) ? kept.get(answer.response) : undefined;
        if (series !== undefined && answer.output !== undefined) kept.set(answer.output, series);
        return answer;
      },
  };
}
export type RawAnswers = ReturnType<typeof makeRawAnswers>;

interface JsonResponse {
  readonly body: AsyncIterable<Uint8Array>;
}

function isJson(response: unknown): response is JsonResponse {
  if (!isRecord(response) || response['statusCode'] !== 200 || !isRecord(response['headers'])) return false;
  const { body, headers } = response;
  const type = headers['content-type'];
  return typeof type === 'string' && type.includes('json') && isRecord(body) && Symbol.asyncIterator in body;
}

/**
 * Chunks are copied as they come, and let go while they are young: kept until the last of them they would outlive the
 * small collections, and lie about as garbage until a large one.
 */
async function textOf(body: AsyncIterable<Uint8Array>, scratch: Buffer[]): Promise<string> {
  let buffer = scratch.pop() ?? Buffer.allocUnsafeSlow(A_FULL_PAGE);
  let length = 0;
  for await (const chunk of body) {
    if (length + chunk.length > buffer.length) {
      const larger = Buffer.allocUnsafeSlow(2 * (length + chunk.length));
      buffer.copy(larger, 0, 0, length);
      buffer = larger;
    }
    buffer.set(chunk, length);
    length += chunk.length;
  }
  const text = buffer.toString('utf8', 0, length);
  scratch.push(buffer);
  return text;
}

/** Of 100,800 datapoints, in bytes. */
const A_FULL_PAGE = 2_000_000;

function split(text: string): { readonly series: readonly (RawSeries | null)[] | null; readonly rest: string } {
  const parsed: unknown = JSON.parse(text);
  if (!isRecord(parsed) || !Array.isArray(parsed['MetricDataResults'])) return { series: null, rest: text };
  const results: readonly unknown[] = parsed['MetricDataResults'];
  const rest = results.map((result) => {
    if (!isRecord(result)) return result;
    const { Timestamps: _, Values: __, ...others } = result;
    return others;
  });
  return { series: results.map(seriesOf), rest: JSON.stringify({ ...parsed, MetricDataResults: rest }) };
}

function seriesOf(result: unknown): RawSeries | null {
  if (!isRecord(result)) return null;
  const { Timestamps: times = [], Values: values = [] } = result;
  return Array.isArray(times) && Array.isArray(values) && times.length === values.length ? { times, values } : null;
}
