/** White space as Unicode has it, which is not quite what `trim` takes for it. */

const SPACE = "[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const LEADING = new RegExp(`^${SPACE}+`);
const ANY = new RegExp(SPACE);

export function trimSpacesStart(text: string): string {
  return text.replace(LEADING, "");
}

export function trimSpacesEnd(text: string): string {
  let end = text.length;
  while (end > 0 && ANY.test(text[end - 1] ?? "")) end -= 1;
  return text.slice(0, end);
}
