import type { Estate } from './estate.ts';
import { type Answer, type Asked, isParams } from './protocol.ts';

type Handle = (asked: Asked) => Promise<Answer>;
type Settings = Readonly<{ recovery: boolean; isProtected: boolean }>;

/** What dynalite does not know of a table: whether it can be recovered, and whether it may be deleted. */
export function withSettings({ tables }: Estate, handle: Handle): Handle {
  const describe = async (asked: Asked, show: (table: unknown, settings: Settings) => unknown): Promise<Answer> => {
    const headers = { ...asked.headers, 'x-amz-target': 'DynamoDB_20120810.DescribeTable' };
    const described = await handle({ ...asked, headers });
    if (described.status !== 200) return described;
    const settings = tables.get(String(JSON.parse(asked.body).TableName)) ?? { recovery: false, isProtected: false };
    return json(described, show(JSON.parse(described.body).Table, settings));
  };

  return (asked) => {
    switch (String(asked.headers['x-amz-target'] ?? '').split('.')[1]) {
      case 'DescribeContinuousBackups':
        return describe(asked, (_table, { recovery }) => backups(recovery));
      case 'DescribeTable':
        return describe(asked, (table, { isProtected: DeletionProtectionEnabled }) => ({
          Table: { ...(isParams(table) ? table : {}), DeletionProtectionEnabled },
        }));
      default:
        return handle(asked);
    }
  };
}

const backups = (recovery: boolean) => ({
  ContinuousBackupsDescription: {
    ContinuousBackupsStatus: 'ENABLED',
    PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: recovery ? 'ENABLED' : 'DISABLED' },
  },
});

/** The checksum was that of another body. */
function json({ headers: { 'x-amz-crc32': _, 'content-length': __, ...headers } }: Answer, body: unknown): Answer {
  return { status: 200, headers, body: JSON.stringify(body) };
}
