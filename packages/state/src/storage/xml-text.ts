/** The text of the first member of that name, "" where there is none. Answers of storage hold text alone in what is asked for, so no tree is made of them. */
export function xmlText(text: string, name: string): string {
  const [, content = ""] = new RegExp(`<${name}>(.*?)</${name}>`, "s").exec(text) ?? [];
  return content.replace(
    /&(#x?[0-9a-f]+|[a-z]+);/gi,
    (whole, entity: string) => decodeEntity(entity) ?? whole,
  );
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function decodeEntity(entity: string): string | undefined {
  if (!entity.startsWith("#")) return ENTITIES[entity];
  const code = /^#x/i.test(entity) ? Number.parseInt(entity.slice(2), 16) : Number(entity.slice(1));
  return Number.isInteger(code) && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
