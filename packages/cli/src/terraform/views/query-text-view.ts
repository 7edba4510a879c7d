import { formatInstance } from "@tutti/addresses";
import type { EngineEvent, FoundResource } from "@tutti/engine";
import type { ListedConfig } from "@tutti/operation";
import { compareCodePoints, encodeJson, type Value } from "@tutti/values";
import type { CommandContext } from "../../command/command.ts";
import { generatedBy } from "./generated-by.ts";
import type { OperationView } from "./operation-view.ts";
import type { QueryView } from "./query-view.ts";
import { QuietView } from "./quiet-view.ts";

/** What lists find, in words: a line an object, a list when it is whole. */
export class QueryTextView extends QuietView implements QueryView {
  readonly #context: CommandContext;
  /** By the address of the list. */
  readonly #found = new Map<string, FoundResource[]>();
  readonly #blocks = new Map<string, string[]>();
  #config: ListedConfig | undefined;

  constructor(context: CommandContext, inner: OperationView) {
    super(inner);
    this.#context = context;
  }

  generate(config: ListedConfig): void {
    this.#config = config;
  }

  /** By the names of the lists, in whatever order they ended. */
  blocks(): readonly string[] {
    const lists = [...this.#blocks].sort(([a], [b]) => compareCodePoints(a, b));
    return lists.map(([, blocks]) => `\n${generatedBy(this.#context)}\n${blocks.join("\n")}`);
  }

  override event(event: EngineEvent, phase: "plan" | "apply"): void {
    if (event.kind === "stopping") this.inner.event(event, phase);
    if (event.kind !== "list-start" && event.kind !== "list-found" && event.kind !== "list-complete") return;
    const address = formatInstance(event.address);
    if (event.kind === "list-start") this.#found.set(address, []);
    else if (event.kind === "list-complete") this.#show(address);
    else {
      this.#found.get(address)?.push(event.found);
      const blocks = this.#config?.blocksOf(event.address, event.found);
      if (blocks === undefined) return;
      const text = `${blocks.config}\n\n${blocks.importConfig}\n`;
      this.#blocks.set(address, [...(this.#blocks.get(address) ?? []), text]);
    }
  }

  #show(address: string): void {
    const rows = (this.#found.get(address) ?? []).map(
      ({ identity, displayName }) => [identityText(identity), displayName] as const,
    );
    if (rows.length === 0) return;
    const width = Math.max(...rows.map(([identity]) => identity.length));
    const lines = rows.map(([identity, name]) =>
      `${address}   ${identity.padEnd(width)}   ${name}`.trimEnd(),
    );
    this.#context.stdout.write(`${lines.join("\n")}\n\n`);
  }
}

/** `id=a,region=b`, by name. */
function identityText(identity: Value): string {
  return [...identity.asEntries]
    .sort(([a], [b]) => compareCodePoints(a, b))
    .map(([name, value]) => `${name}=${partText(value)}`)
    .join(",");
}

function partText(value: Value): string {
  if (value.isNull) return "";
  return value.type.kind === "string" ? value.asString : encodeJson(value);
}
