import { describe, expect, test } from 'vitest';
import { readSample } from '../events/samples.ts';
import { instanceId, inUse, logsOf, MINUTE, NOW, startProduct } from '../wire/support.ts';

const ID = instanceId(1);
const HOSTILE =
  '<!channel> [pay](https://example.com) <script>alert(1)</script> "}\n{"level":"ERROR","message":"forged"}';

describe('an event of a shape that is not known', () => {
  test('fails, so that Lambda keeps it, without an AWS call and without repeating what it said', async () => {
    const product = await startProduct();
    const forged = { ...Object(readSample('ec2-state-change-running')), region: `us-east-1 ${HOSTILE}` };
    for (const run of [product.onLaunch, product.onNoncompliance]) {
      const failure = await run(forged).then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(failure).toMatchObject({ name: 'UnknownShapeError', parts: ['region'] });
      expect(String(failure)).not.toContain('channel');
    }
    expect(product.aws.log).toEqual([]);
  });
});

describe('the text of a tag', () => {
  const startHostile = async () => {
    const product = await startProduct({ policy: { workload: { tags: ['Name'] } } });
    product.inventory.add(inUse(ID, { tags: { Name: HOSTILE, Owner: HOSTILE } }));
    await product.sweepUntil(NOW + 10 * MINUTE);
    return product;
  };

  test('comes out of the table as it went in', async () => {
    const product = await startHostile();
    const loaded = await product.cases.load(`us-east-1/tag:Name=${HOSTILE}`);
    expect(loaded?.case).toMatchObject({ owner: HOSTILE, workload: `tag:Name=${HOSTILE}`, ticket: { open: true } });
  });

  test('stays inside one JSON line of the log', async () => {
    const product = await startHostile();
    const lines = product.output.join('').trimEnd().split('\n');
    expect(lines.map((line) => typeof JSON.parse(line))).toEqual(lines.map(() => 'object'));
    expect(logsOf(product).map(({ message }) => message)).not.toContain('forged');
    expect(JSON.stringify(logsOf(product))).toContain('forged');
  });

  test('mentions nobody and links nowhere in a notice or a ticket', async () => {
    const { topic, aws } = await startHostile();
    const [message] = topic.messages;
    const [ticket] = aws.opsItems.values();
    const { content } = JSON.parse(message?.bodies['https'] ?? '{}');
    const texts: unknown[] = [content.title, content.description, ticket?.fields.Description];
    for (const text of texts.map(String)) {
      expect(text).not.toMatch(/<!channel>|<script>|\n\{/);
      // Between backticks nothing is a link.
      expect(text.replaceAll(/`[^`]*`/g, '')).not.toContain('](');
    }
  });
});
