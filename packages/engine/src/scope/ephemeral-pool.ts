/** Ephemeral objects in use: opened, kept alive, closed. Nothing of them leaves the memory. */

import { formatInstance, type ResourceInstance } from "@tutti/addresses";
import { type Diagnostic, errorDiagnostic, hasErrors } from "@tutti/hcl";
import type { Provider } from "@tutti/plugin";
import { type Clock, createStop, type Timer } from "@tutti/runtime";
import { markWithPaths, type PathMarks, rawEquals, type Value } from "@tutti/values";
import { engineError } from "../errors.ts";
import type { OnEvent } from "../events.ts";
import type { ResourceNode } from "../graph/config-node.ts";
import { type DiagnosticPlace, providerDiagnostics } from "./provider-diagnostics.ts";

/** What is to be opened. `config` carries no marks; `marks` are those that it had. */
export interface Opening {
  readonly node: ResourceNode;
  readonly address: ResourceInstance;
  readonly provider: Provider;
  readonly config: Value;
  readonly marks: readonly PathMarks[];
  readonly signal: AbortSignal;
}

interface Opened {
  readonly opening: Opening;
  private: Uint8Array | undefined;
  timer: Timer | undefined;
  /** What went wrong while it was kept alive; told when it is closed. */
  readonly found: Diagnostic[];
  renewing: Promise<void> | undefined;
  /** Its end has come: a renewal that is still on its way asks for no other. */
  closing: boolean;
}

type Action = "open" | "renew" | "close";

export class EphemeralPool {
  readonly #clock: Clock;
  readonly #onEvent: OnEvent | undefined;
  /** By the id of their block. */
  readonly #opened = new Map<string, Opened[]>();

  constructor(clock: Clock, onEvent: OnEvent | undefined) {
    this.#clock = clock;
    this.#onEvent = onEvent;
  }

  /** The value, marked as what it is; undefined where it could not be opened. */
  async open(
    opening: Opening,
  ): Promise<{ readonly value?: Value; readonly diagnostics: readonly Diagnostic[] }> {
    const { node, address, config, marks, signal } = opening;
    const { type } = node.resource;
    const calls = opening.provider.ephemeral;
    const place = placeOf(opening);
    if (calls === undefined) throw new Error(`${node.provider.text} has no ephemeral types`);
    const checked = providerDiagnostics((await calls.validate({ type, config })).diagnostics, place);
    if (hasErrors(checked)) return { diagnostics: checked };
    return this.#tell("open", address, async () => {
      const answer = await calls.open({ type, config, signal });
      const diagnostics = [...checked, ...providerDiagnostics(answer.diagnostics, place)];
      if (hasErrors(diagnostics) || answer.value === undefined) return { diagnostics };
      const { value, private: kept, renewAt } = answer.value;
      const opened: Opened = {
        opening,
        private: kept,
        timer: undefined,
        found: [],
        renewing: undefined,
        closing: false,
      };
      const list = this.#opened.get(node.id);
      if (list === undefined) this.#opened.set(node.id, [opened]);
      else list.push(opened);
      const wrong = this.#complaints(opening, value);
      if (wrong.length > 0) return { diagnostics: [...diagnostics, ...wrong] };
      this.#renewAt(opened, renewAt);
      return { value: markWithPaths(value, marks), diagnostics };
    });
  }

  /** All that was opened of a block. */
  async close(node: string): Promise<readonly Diagnostic[]> {
    const all = this.#opened.get(node) ?? [];
    this.#opened.delete(node);
    return (await Promise.all(all.map((opened) => this.#close(opened)))).flat();
  }

  /** What is still open, after a failure or an interruption: the last opened first, as others may stand on it. */
  async closeAll(): Promise<readonly Diagnostic[]> {
    const found: Diagnostic[] = [];
    for (const node of [...this.#opened.keys()].reverse()) found.push(...(await this.close(node)));
    return found;
  }

  async #close(opened: Opened): Promise<readonly Diagnostic[]> {
    opened.closing = true;
    opened.timer?.cancel();
    await opened.renewing;
    const { node, address, provider } = opened.opening;
    const { diagnostics } = await this.#tell("close", address, async () => {
      const answer = await provider.ephemeral?.close({
        type: node.resource.type,
        private: opened.private,
        // Also after Ctrl-C: what is open must not stay open.
        signal: createStop().signal,
      });
      return { diagnostics: providerDiagnostics(answer?.diagnostics ?? [], placeOf(opened.opening)) };
    });
    return [...opened.found, ...diagnostics];
  }

  #renewAt(opened: Opened, at: number | undefined): void {
    if (at === undefined || opened.closing) return;
    opened.timer = this.#clock.after(Math.max(0, at - this.#clock.now()), () => {
      opened.renewing = this.#renew(opened);
    });
  }

  async #renew(opened: Opened): Promise<void> {
    const { node, address, provider, signal } = opened.opening;
    const { diagnostics } = await this.#tell("renew", address, async () => {
      const request = { type: node.resource.type, private: opened.private, signal };
      const answer = await provider.ephemeral?.renew(request);
      const found = providerDiagnostics(answer?.diagnostics ?? [], placeOf(opened.opening));
      if (!hasErrors(found) && answer?.value !== undefined) {
        opened.private = answer.value.private;
        this.#renewAt(opened, answer.value.renewAt);
      }
      return { diagnostics: found };
    });
    opened.found.push(...diagnostics);
  }

  async #tell<T extends { readonly diagnostics: readonly Diagnostic[] }>(
    action: Action,
    address: ResourceInstance,
    work: () => Promise<T>,
  ): Promise<T> {
    const started = this.#clock.monotonic();
    this.#onEvent?.({ kind: "ephemeral-start", address, action });
    const result = await work();
    const elapsedMs = this.#clock.monotonic() - started;
    const kind = hasErrors(result.diagnostics) ? "ephemeral-errored" : "ephemeral-complete";
    this.#onEvent?.({ kind, address, action, elapsedMs });
    return result;
  }

  /** What a provider did against the rules. */
  #complaints({ node, address, config }: Opening, value: Value): readonly Diagnostic[] {
    const text = formatInstance(address);
    const provider = JSON.stringify(node.provider.text);
    const bug =
      "This is a bug in the provider, which should be reported in the provider's own issue tracker.";
    const complain = (what: string): Diagnostic => ({
      ...errorDiagnostic(
        engineError("provider-produced-invalid-ephemeral-resource-instance"),
        `The provider for ${provider} produced an inconsistent result for ${text}: ${what}.\n\n${bug}`,
        node.resource.declRange,
      ),
      address: text,
    });
    if (value.isNull) return [complain("there is no object")];
    if (!value.isWhollyKnown) return [complain("the returned value contains unknown values")];
    const changed = [...config.asEntries].find(
      ([name, given]) => !given.isNull && !rawEquals(given, value.asEntries.get(name) ?? given),
    );
    return changed === undefined
      ? []
      : [complain(`it does not keep the argument ${JSON.stringify(changed[0])}`)];
  }
}

function placeOf({ node, address }: Opening): DiagnosticPlace {
  return { address: formatInstance(address), body: node.resource.config };
}
