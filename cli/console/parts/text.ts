import { html } from 'hono/html';
import { caseIdOf } from '../../../src/domain/workload.ts';
import { clean, plain } from '../../../src/notices/untrusted.ts';
import { workloadName } from '../../../src/notices/words.ts';

/** Markup in which everything that was put in is escaped. */
export type Html = ReturnType<typeof html>;

/** What a person named: one harmless line, which does not turn the text around it. */
export const named = (text: string, longest?: number): Html => html`<bdi>${clean(text, longest)}</bdi>`;

/** The longest sentence names a few instances and a reason. */
export const said = (sentence: string): string => clean(sentence, 2000);

/** What can be pasted keeps its indentation; nothing unseen is pasted with it. */
export const pasted = (lines: readonly string[]): string =>
  lines.map((line) => line.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, '')).join('\n');

export const number = (value: number): string => value.toLocaleString('en');
export const counted = (count: number, noun: string): string => `${number(count)} ${noun}${count === 1 ? '' : 's'}`;

/** `EKS node group` and the rest: what the thing is, and what it is called. */
export function workloadParts(workload: string): { readonly kind: string; readonly name: string } {
  const kind = workloadName(workload, { ...plain, name: () => '' }).trim();
  return { kind, name: workloadName(workload, plain).slice(kind.length + 1) };
}

/** Case ids hold whatever somebody tagged; forms would change the line breaks of one. */
export const encodedId = (id: string): string => encodeURIComponent(id.toWellFormed());
export const casePath = (id: string): string => `/case?id=${encodedId(id)}`;

/** Case ids are made of region and workload: this is all that a page may know of one. */
function partsOf(id: string) {
  const [region = ''] = id.split('/', 1);
  return { region, ...workloadParts(id.slice(caseIdOf(region, '').length)) };
}

export const caseLink = (id: string): Html => html`<a href="${casePath(id)}">${named(partsOf(id).name)}</a>`;

/** What it is, where, and whose: the line below its name. */
export function casePlace(id: string, owner: string | null = null): Html {
  const { kind, region } = partsOf(id);
  return html`<span class="note">${kind} · ${named(region)}${owner === null ? '' : html` · ${named(owner, 80)}`}</span>`;
}

const ROLE = /^arn:[a-z-]+:sts::\d{12}:assumed-role\/([^/]+)\/(.+)$/;
const USER = /^arn:[a-z-]+:iam::\d{12}:user\/(.+)$/;

/** Who did something: the part of an ARN by which people know each other, with the whole of it beside it. */
export function person(actor: string): Html {
  const [, role, session] = ROLE.exec(actor) ?? [];
  if (session !== undefined && role !== undefined)
    return html`<span class="person" title="${clean(actor, 600)}">${named(session)} <span class="soft">${named(roleName(role))}</span></span>`;
  const [, user] = USER.exec(actor) ?? [];
  return user === undefined
    ? named(actor)
    : html`<span class="person" title="${clean(actor, 600)}">${named(user)} <span class="soft">user</span></span>`;
}

/** IAM Identity Center wraps the permission set's name. */
const roleName = (role: string): string => /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/.exec(role)?.[1] ?? role;
