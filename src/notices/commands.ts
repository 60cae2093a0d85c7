import type { Voice } from './untrusted.ts';

// Commands of `imdsv2` to copy; WHO, WHY and DATE are for the reader to fill in. An id that is not of the form that it
// ought to have is never put into one: then the command stands alone, and the id beside it as the name that it is.

export const decideCommand = (verb: 'approve' | 'deny' | 'revoke', exceptionId: string, voice: Voice): string =>
  /^\w[\w-]{0,63}$/.test(exceptionId)
    ? voice.command(`imdsv2 ${verb} ${exceptionId} --reason WHY`)
    : `${voice.command(`imdsv2 ${verb}`)} (${voice.name(exceptionId, 64)})`;

export const requestCommand = (caseId: string, voice: Voice): string =>
  onCase('exceptions request', `--case ${caseId} --owner WHO --until DATE --reason WHY`, caseId, voice);

export const enforceCommand = (caseId: string, voice: Voice): string =>
  onCase('enforce', `${caseId} --reason WHY`, caseId, voice);

export const rollbackCommand = (caseId: string, voice: Voice): string =>
  onCase('rollback', `${caseId} --reason WHY`, caseId, voice);

export const resumeCommand = (voice: Voice): string => voice.command('imdsv2 resume --reason WHY');

export const consoleCommand = (voice: Voice): string => voice.command('imdsv2 console');

const onCase = (verb: string, rest: string, caseId: string, voice: Voice): string =>
  isPlainCase(caseId)
    ? voice.command(`imdsv2 ${verb} ${rest}`)
    : `${voice.command(`imdsv2 ${verb}`)} for the case ${voice.name(caseId, 100)}`;

/** No character of it means anything to a shell, and there is room for the advice around it. */
const isPlainCase = (text: string): boolean => /^[a-z][\w.:/=@+-]{2,99}$/.test(text);
