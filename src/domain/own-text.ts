/**
 * The same text with a memory of its own: one cut out of a page keeps the whole page, one put together keeps its parts.
 */
export const ownText = (text: string): string => Buffer.from(text).toString();
