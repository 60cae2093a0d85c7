import english from 'zod/v4/locales/en.js';

/** For `safeParse` where people read the faults: zod/mini by itself calls every fault "Invalid input". */
export const inEnglish = { error: english().localeError };
