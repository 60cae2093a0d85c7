import { about, type Finding } from './finding.ts';
import { isSeen, type Seen } from './seen.ts';

export interface TableFacts {
  readonly name: string;
  /** Null: it is not there. */
  readonly table: Seen<{ readonly status: string; readonly isProtected: boolean } | null>;
  readonly recovery: Seen<boolean>;
}

export function examineTable({ name, table, recovery }: TableFacts, region: string): Finding {
  const { ok, warning, failure, unknown } = about('table', region);
  if (!isSeen(table)) return unknown('whether the table is there', table);
  if (table.known === null) {
    return failure(
      `The table ${name} is not there: nothing is decided, and the evidence of what was changed is gone.`,
      `aws dynamodb restore-table-to-point-in-time --source-table-name ${name} --target-table-name ${name}-restored --use-latest-restorable-time --region ${region} # within 35 days`,
    );
  }
  const { status, isProtected } = table.known;
  if (!['ACTIVE', 'UPDATING'].includes(status)) {
    return failure(
      `The table ${name} cannot be used (${status}).`,
      `aws dynamodb describe-table --table-name ${name} --region ${region}`,
    );
  }
  if (!isSeen(recovery)) return unknown('whether the table can be recovered', recovery);
  if (!recovery.known) {
    return warning(
      'Point-in-time recovery of the table is off: what is lost from it, with the evidence for every rollback, stays lost.',
      `aws dynamodb update-continuous-backups --table-name ${name} --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true --region ${region}`,
    );
  }
  if (!isProtected) {
    return warning(
      'The table is not protected against deletion.',
      `aws dynamodb update-table --table-name ${name} --deletion-protection-enabled --region ${region}`,
    );
  }
  return ok('The table is there, recoverable to any second of the last 35 days and protected against deletion.');
}
