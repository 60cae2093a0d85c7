/** Options that every command takes. */
export interface Settings {
  readonly stack: string;
  readonly region?: string;
  readonly profile?: string;
  readonly format: 'table' | 'json';
}
