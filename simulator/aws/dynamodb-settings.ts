import type { Estate } from './estate.ts';
import { type Answer, type Asked, isParams } from './protocol.ts';

type Handle = (asked: Asked) => Promise<Answer>;

/** What dynalite does not know of a table: whether it can be recovered, and whether it may be deleted. */
export const withSettings =
  ({ tables }: Estate, handle: Handle): Handle =>
  async (asked) => {
    const action = String(asked.headers['x-amz-target'] ?? '').split('.')[1];
    const described =
      action === 'DescribeContinuousBackups'
        ? await handle({
            ...asked,
            headers: { ...asked.headers, 'x-amz-target': 'DynamoDB_20120810.DescribeTable' },
          })
        : await handle(asked);
    if (described.status !== 200) return described;
    if (action === 'DescribeContinuousBackups') return json(described, backups(tables.get(nameIn(asked))?.recovery));
    if (action !== 'DescribeTable') return described;
    const { Table }: { Table?: unknown } = JSON.parse(described.body);
    const DeletionProtectionEnabled = tables.get(nameIn(asked))?.isProtected ?? false;
    return json(described, { Table: { ...(isParams(Table) ? Table : {}), DeletionProtectionEnabled } });
  };

const nameIn = ({ body }: Asked): string => String(JSON.parse(body).TableName);

const backups = (recovery = false) => ({
  ContinuousBackupsDescription: {
    ContinuousBackupsStatus: 'ENABLED',
    PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: recovery ? 'ENABLED' : 'DISABLED' },
  },
});

/** The checksum was that of another body. */
function json({ headers: { 'x-amz-crc32': _, 'content-length': __, ...headers } }: Answer, body: unknown): Answer {
  return { status: 200, headers, body: JSON.stringify(body) };
}
