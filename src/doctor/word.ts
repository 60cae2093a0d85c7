import { shellQuote } from '../notices/untrusted.ts';

/** What somebody else named, as one word of a command that is meant to be pasted. */
export const word = (named: string): string => (/^[\w.:/@=+-]+$/.test(named) ? named : shellQuote(named));
