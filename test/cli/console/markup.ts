interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

const VOID = ['meta', 'link', 'input', 'br', 'line', 'rect', 'path', 'circle'];
const TAG = /<(\/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s+[a-zA-Z][a-zA-Z0-9-]*(?:="[^"<>]*")?)*)\s*(\/?)>/y;
const ATTRIBUTE = /([a-zA-Z][a-zA-Z0-9-]*)(?:="([^"]*)")?/g;

/**
 * Reads a page as strictly as no browser would: every tag is closed in its place, every attribute quoted, and no `<` or
 * bare `&` stands for itself. Names that were put in plainlyd cannot pass.
 */
export function readMarkup(page: string) {
  const body = page.replace(/^<!doctype html>\n/, '');
  const tags: Tag[] = [];
  const open: string[] = [];
  let text = '';
  for (let at = 0; at < body.length; ) {
    if (body[at] !== '<') {
      const end = body.indexOf('<', at);
      text += body.slice(at, end < 0 ? body.length : end);
      at = end < 0 ? body.length : end;
      continue;
    }
    TAG.lastIndex = at;
    const found = TAG.exec(body);
    if (found === null) throw new Error(`no tag: ${body.slice(at, at + 80)}`);
    const [whole, closing, name = '', attributes = '', self] = found;
    if (closing) {
      const expected = open.pop();
      if (expected !== name)
        throw new Error(`</${name}> where </${expected}> belongs: ${body.slice(at - 80, at + 20)}`);
    } else {
      tags.push({ name, attributes: attributesOf(attributes) });
      if (!self && !VOID.includes(name)) open.push(name);
    }
    at += whole.length;
  }
  if (open.length > 0) throw new Error(`not closed: ${open.join(' ')}`);
  const bare = /[>"]|&(?!(amp|lt|gt|quot|#39);)/.exec(text);
  if (bare !== null) throw new Error(`plainlyd: ${text.slice(bare.index - 40, bare.index + 40)}`);
  return { tags, text: plainly(text), all: (name: string) => tags.filter((tag) => tag.name === name) };
}

const attributesOf = (text: string): ReadonlyMap<string, string> =>
  new Map([...text.matchAll(ATTRIBUTE)].map(([, name = '', value = '']) => [name, plainly(value)]));

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const plainly = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name] ?? '');
