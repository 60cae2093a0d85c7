import { expect, test } from 'vitest';
import { makeRawAnswers } from '../../src/aws/raw-answers.ts';

const CHUNK = 60_000;

/** As it comes over the wire: in chunks that know nothing of what is in them. */
async function* inChunks(text: string): AsyncIterable<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += CHUNK) yield bytes.subarray(at, at + CHUNK);
}

const responseOf = (text: string, type = 'application/json') => ({
  statusCode: 200,
  headers: { 'content-type': type },
  body: inChunks(text),
});

const page = (points: number, label: string) => {
  const Timestamps = Array.from({ length: points }, (_, n) => 1_772_409_600 + n * 3600);
  const Values = Timestamps.map((_, n) => n % 7);
  return { MetricDataResults: [{ Id: 'q0', Label: label, StatusCode: 'Complete', Timestamps, Values }] };
};

test('points are taken out of answers of any length, one after the other and several at once', async () => {
  const raw = makeRawAnswers();
  const taken = async (points: number, label: string) => {
    const response = responseOf(JSON.stringify(page(points, label)));
    const answer = { response, output: {} };
    await raw.take(async () => answer)({});
    await raw.give(async () => answer)({});
    const [series] = raw.of(answer.output) ?? [];
    return { series, rest: JSON.parse(String(answer.response.body)) };
  };
  // The second and the third are longer than a full page ever is.
  const lengths = [3, 200_000, 300_000, 12];
  for (const among of [1, 4]) {
    for (let first = 0; first < lengths.length; first += among) {
      const some = lengths.slice(first, first + among);
      const all = await Promise.all(some.map((points) => taken(points, `${'é'.repeat(30_001)} ${points}`)));
      for (const [index, { series, rest }] of all.entries()) {
        const points = some[index] ?? 0;
        const [result] = page(points, '').MetricDataResults;
        expect(series).toEqual({ times: result?.Timestamps, values: result?.Values });
        expect(rest).toEqual({
          MetricDataResults: [{ Id: 'q0', Label: `${'é'.repeat(30_001)} ${points}`, StatusCode: 'Complete' }],
        });
      }
    }
  }
});

test('an answer in another form is left as it came', async () => {
  const raw = makeRawAnswers();
  const answer = { response: responseOf('<xml/>', 'text/xml'), output: {} };
  const { body } = answer.response;
  await raw.take(async () => answer)({});
  await raw.give(async () => answer)({});
  expect(answer.response.body).toBe(body);
  expect(raw.of(answer.output)).toBeUndefined();
});
