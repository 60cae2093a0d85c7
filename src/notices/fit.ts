/** As many paragraphs as fit into `limit` characters, whole ones only: half a command is worse than none. */
export function fitting(paragraphs: readonly string[], limit: number): string {
  let text = '';
  for (const paragraph of paragraphs) {
    const longer = text === '' ? paragraph : `${text}\n\n${paragraph}`;
    if (longer.length > limit) break;
    text = longer;
  }
  return text;
}
