import type { PlainRecord, Provider, Schema } from "@tutti/plugin";
import { createStop } from "@tutti/runtime";
import { rawEquals, Value } from "@tutti/values";
import { configuredValue } from "./configured-value.ts";
import { plainCopy } from "./plain-copy.ts";
import { refuseErrors, taken } from "./told.ts";

/** What applying a configuration would do. */
export interface ObjectPlan {
  readonly action: "create" | "none" | "update" | "replace";
  /** What there would be; what is not known yet is null. */
  readonly planned: PlainRecord;
}

/**
 * An object of a test, which goes through what an object of a configuration goes through: it is
 * validated, planned and applied, what came of it is held against the plan, it is read again, and
 * a second plan must find nothing to do. All that is broken is thrown.
 */
export class ManagedObject {
  readonly #provider: Provider;
  readonly #type: string;
  readonly #schema: Schema;
  #state: Value;
  #private: Uint8Array | undefined;
  #count = 0;

  constructor(provider: Provider, type: string, schema: Schema, state: Value) {
    this.#provider = provider;
    this.#type = type;
    this.#schema = schema;
    this.#state = state;
  }

  /** As it is stored. Null where it is gone. */
  get state(): PlainRecord | null {
    return this.#state.isNull ? null : plainCopy(this.#state);
  }

  /** What applying a configuration would do; nothing happens. */
  async plan(config: PlainRecord): Promise<ObjectPlan> {
    const { action, planned } = await this.#planned(config);
    return { action, planned: plainCopy(planned) };
  }

  /** Applies a configuration, in place or with a new object, and gives what there is. */
  async apply(config: PlainRecord): Promise<PlainRecord> {
    const first = await this.#planned(config);
    if (first.action === "replace") {
      await this.destroy();
      await this.apply(config);
    } else if (first.action !== "none") await this.#applied(config, first);
    await this.refresh();
    if (this.#state.isNull) throw new Error(`${this.#type} is gone right after it was made`);
    const again = await this.#planned(config);
    if (again.action !== "none")
      throw new Error(
        `${this.#type} is not stable: right after it was applied the same configuration plans "${again.action}": ${differences(this.#state, again.planned)}`,
      );
    return plainCopy(this.#state);
  }

  /** Reads it again, as a refresh does. */
  async refresh(): Promise<PlainRecord | null> {
    const signal = createStop().signal;
    const request = { type: this.#type, state: this.#state, private: this.#private, signal };
    const { state, private: kept } = taken(await this.#provider.read(request));
    this.#state = state;
    this.#private = kept;
    return this.state;
  }

  /** Removes it; of what is gone nothing is done. */
  async destroy(): Promise<void> {
    if (this.#state.isNull) return;
    const nothing = Value.null(this.#state.type);
    const outcome = await this.#provider.apply({
      type: this.#type,
      prior: this.#state,
      planned: nothing,
      config: nothing,
      private: this.#private,
      operationId: this.#operation(),
      signal: createStop().signal,
    });
    refuseErrors(outcome.diagnostics);
    this.#state = nothing;
  }

  #operation(): string {
    this.#count += 1;
    return `test-${this.#type}-${this.#count}`;
  }

  async #planned(
    config: PlainRecord,
  ): Promise<{ action: ObjectPlan["action"]; planned: Value; config: Value }> {
    const type = this.#type;
    const written = configuredValue(this.#schema.block, config);
    refuseErrors((await this.#provider.validateResource({ type, config: written })).diagnostics);
    const answer = await this.#provider.plan({
      type,
      prior: this.#state,
      proposed: written,
      config: written,
      private: this.#private,
      signal: createStop().signal,
    });
    const { planned, requiresReplace, private: kept } = taken(answer);
    this.#private = kept;
    const changes = !rawEquals(planned, this.#state);
    const inPlace = changes ? "update" : "none";
    const replaces = requiresReplace.length > 0 ? "replace" : inPlace;
    return { action: this.#state.isNull ? "create" : replaces, planned, config: written };
  }

  async #applied(_: PlainRecord, { planned, config }: { planned: Value; config: Value }): Promise<void> {
    const outcome = await this.#provider.apply({
      type: this.#type,
      prior: this.#state,
      planned,
      config,
      private: this.#private,
      operationId: this.#operation(),
      signal: createStop().signal,
    });
    if (outcome.value !== undefined) {
      this.#state = outcome.value.state;
      this.#private = outcome.value.private;
    }
    const { state } = taken(outcome);
    const wrong = differences(planned, state);
    if (!state.isWhollyKnown) throw new Error(`${this.#type} is not wholly known after it was applied`);
    if (wrong !== "") throw new Error(`${this.#type} is not what was planned: ${wrong}`);
  }
}

/** The names of what was planned otherwise, as far as that was known. */
function differences(planned: Value, state: Value): string {
  const now = state.asEntries;
  return [...planned.asEntries]
    .filter(([name, value]) => {
      const other = now.get(name);
      return (
        value.isWhollyKnown && (other === undefined || (other.isWhollyKnown && !rawEquals(value, other)))
      );
    })
    .map(([name]) => name)
    .join(", ");
}
