import { attachComments, type PrintedItem, parseHcl1, printHcl1 } from "@tutti/hcl1";
import { serverError } from "../errors.ts";
import { type Outcome, refuse } from "../state/refusal.ts";

/** Resources whose rules name something. */
const NAMED: ReadonlySet<string> = new Set(["agent", "event", "key", "node", "query", "service", "session"]);

/** Legacy rules in today's words: names were always prefixes. */
export function translateRules(text: string): Outcome<string> {
  const parsed = parseHcl1(text);
  if (!parsed.ok) return refuse(serverError("acl-rules-to-translate-unreadable", String(parsed.error)));
  const { items, below } = attachComments(parsed.root, parsed.comments, parsed.text);
  return printHcl1(items.map(translated), below);
}

function translated(item: PrintedItem): PrintedItem {
  const [first, ...labels] = item.keys;
  if (first === undefined || !NAMED.has(first.name)) return item;
  return { ...item, keys: [{ name: `${first.name}_prefix`, quoted: first.quoted }, ...labels] };
}
