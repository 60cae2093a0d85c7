export interface PlanCommandOptions {
  readonly policy?: string;
  readonly whatIf?: number | true;
  readonly html?: string;
}
