/** Something of the account as it was read, or why it was not. What could not be read is never shown as in order. */
export type Seen<T> = { readonly known: T } | Unseen;

export interface Unseen {
  /** In AWS's words, or in ours where there was no answer. */
  readonly unreadable: string;
  /** What the reader lacked; null where it failed for another reason. */
  readonly permission: string | null;
}

export const isSeen = <T>(seen: Seen<T>): seen is { readonly known: T } => 'known' in seen;
