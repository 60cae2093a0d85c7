import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** What the browser keeps for the life of this console. One person, one process: all its sessions are the same. */
export const sessionOf = (secret: string): string => signed(secret, 'session');

/** Stands in every form: a page of another origin can have a form sent here, but cannot read ours. */
export const formTokenOf = (secret: string, session: string): string => signed(secret, `form ${session}`);

const signed = (secret: string, text: string): string => createHmac('sha256', secret).update(text).digest('base64url');

/** In a time that depends on neither of the two. */
export const isSame = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
