import { formatInstance } from "@tutti/addresses";
import type { EngineEvent, FoundResource } from "@tutti/engine";
import type { ListedConfig } from "@tutti/operation";
import type { CommandContext } from "../../command/command.ts";
import { writeMessage } from "./json-message.ts";
import { openJson } from "./open-json.ts";
import type { OperationView } from "./operation-view.ts";
import type { QueryView } from "./query-view.ts";
import { QuietView } from "./quiet-view.ts";

type ListEvent = Extract<EngineEvent, { readonly kind: "list-start" | "list-found" | "list-complete" }>;

/** What lists find, as messages: each object when it is found. */
export class QueryJsonView extends QuietView implements QueryView {
  readonly #context: CommandContext;
  #config: ListedConfig | undefined;

  constructor(context: CommandContext, inner: OperationView) {
    super(inner);
    this.#context = context;
  }

  generate(config: ListedConfig): void {
    this.#config = config;
  }

  blocks(): readonly string[] {
    return [];
  }

  override start(): void {
    this.inner.start();
  }

  override event(event: EngineEvent, phase: "plan" | "apply"): void {
    if (event.kind === "list-start" || event.kind === "list-found" || event.kind === "list-complete")
      this.#list(event);
    else this.inner.event(event, phase);
  }

  #list(event: ListEvent): void {
    const address = formatInstance(event.address);
    const list = { address, resource_type: event.address.type };
    const tell = (text: string, type: string, more: Readonly<Record<string, unknown>>): void =>
      writeMessage(this.#context, "info", `${address}: ${text}`, type, { [type]: { ...list, ...more } });
    switch (event.kind) {
      case "list-start":
        tell("Starting query...", "list_start", { input_config: openJson(event.config) });
        break;
      case "list-found":
        tell("Result found", "list_resource_found", this.#foundJson(event));
        break;
      case "list-complete":
        tell("List complete", "list_complete", { total: event.total });
        break;
    }
  }

  #foundJson({
    address,
    found,
  }: ListEvent & { readonly kind: "list-found" }): Readonly<Record<string, unknown>> {
    const { displayName, identity, identityVersion, state }: FoundResource = found;
    const blocks = this.#config?.blocksOf(address, found);
    return {
      display_name: displayName,
      identity: openJson(identity),
      identity_version: identityVersion,
      ...(state === undefined ? {} : { resource_object: openJson(state) }),
      ...(blocks === undefined ? {} : { config: blocks.config, import_config: blocks.importConfig }),
    };
  }
}
