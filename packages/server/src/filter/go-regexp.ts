import { RE2JS } from "re2js";

/** What Go says about a regular expression that it cannot read; undefined if it can. */
export function goRegexpError(pattern: string): string | undefined {
  try {
    RE2JS.compile(pattern);
    return undefined;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const reason = said.replace(/^error parsing regexp: /, "").replace(/: `[\s\S]*`$/, "");
    return `error parsing regexp: ${reason}: \`${pattern}\``;
  }
}
