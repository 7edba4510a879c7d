import { Buffer } from "node:buffer";
import type { Expression } from "@tutti/hcl";
import { fromUnknown } from "@tutti/runtime";
import { apiCommand } from "./api-command.ts";
import { argumentData } from "./argument-data.ts";

/** What named a prefix in the old rules, and says so in the new ones. */
const PREFIXED: ReadonlySet<string> = new Set([
  "agent",
  "event",
  "key",
  "node",
  "query",
  "service",
  "session",
]);

/** Rewrites old rules; needs no agent, since rules are text. */
export const command = apiCommand({
  summary: "Translate the legacy rule syntax into the current syntax",
  usage: "acl translate-rules [options] TRANSLATE",
  flags: {},
  async run(call) {
    const [rules] = call.rest;
    if (rules === undefined) return call.fail("Error! Missing TRANSLATE argument");
    if (call.rest.length > 1) return call.fail(`Too many arguments (expected 1, got ${call.rest.length})`);
    let text: string;
    try {
      text = Buffer.from(await argumentData(rules, call.context)).toString("utf8");
    } catch (error) {
      return call.fail(`Error! ${fromUnknown(error, rules).message}`);
    }
    const translated = await translate(text);
    if (translated === undefined) return call.fail("Error translating rules: the rules are not valid HCL");
    call.say(translated);
    return 0;
  },
});

async function translate(text: string): Promise<string | undefined> {
  const { parseConfig } = await import("@tutti/hcl");
  const { encodeJson } = await import("@tutti/values");
  const { body, diagnostics } = parseConfig(text, "rules");
  if (diagnostics.some((diagnostic) => diagnostic.severity === "error")) return undefined;
  const blocks = body.blocks.map((block) => {
    const type = PREFIXED.has(block.type) ? `${block.type}_prefix` : block.type;
    const labels = block.labels.map((label) => ` ${JSON.stringify(label)}`).join("");
    const lines = [...block.body.attributes.values()].map(({ name, expression }) => {
      const value = expression.kind === "literal" ? encodeJson(expression.value) : sourceOf(text, expression);
      return `  ${name} = ${value}\n`;
    });
    return `${type}${labels} {\n${lines.join("")}}`;
  });
  const plain = [...body.attributes.values()].map(({ name, expression }) => {
    return `${name} = ${sourceOf(text, expression)}`;
  });
  return [...plain, ...blocks].join("\n\n");
}

/** As it was written; ranges count bytes. */
function sourceOf(text: string, { range }: Expression): string {
  return Buffer.from(text).subarray(range.start.byte, range.end.byte).toString("utf8");
}
