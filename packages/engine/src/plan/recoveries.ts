/** Open intents of a killed apply, and what is found out about them while planning. */

import { formatInstance, type ResourceInstance } from "@tutti/addresses";
import type { JournalRecord, OpenIntent, State } from "@tutti/state";

export class Recoveries {
  readonly #creates = new Map<string, OpenIntent>();
  readonly #others: OpenIntent[] = [];
  /** What apply writes to its journal before anything else. */
  readonly records: JournalRecord[] = [];

  constructor(intents: readonly OpenIntent[]) {
    for (const intent of intents) {
      if (intent.action === "create" && intent.deposedKey === undefined) {
        this.#creates.set(formatInstance(intent.address), intent);
      } else this.#others.push(intent);
    }
  }

  /** The intent to make this object, to be asked about once. */
  take(address: ResourceInstance): OpenIntent | undefined {
    if (this.#creates.size === 0) return undefined;
    const text = formatInstance(address);
    const intent = this.#creates.get(text);
    this.#creates.delete(text);
    return intent;
  }

  /** Of objects that the configuration no longer wants. */
  takeRest(): readonly OpenIntent[] {
    const rest = [...this.#creates.values()];
    this.#creates.clear();
    return rest;
  }

  /** Updates and destroys: the state, refreshed, says how far they came. */
  settle({ resources }: State): void {
    for (const { operationId, address, deposedKey, provider } of this.#others) {
      const instance = resources
        .get(formatInstance({ ...address, key: undefined }))
        ?.instances.get(address.key);
      const object = deposedKey === undefined ? instance?.current : instance?.deposed.get(deposedKey);
      this.records.push({ kind: "object", operationId, address, deposedKey, provider, object });
    }
  }
}
