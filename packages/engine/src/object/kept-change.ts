/** What stays as it is: most of a large plan. */

import { formatInstance, type ResourceInstance } from "@tutti/addresses";
import type { IdentitySchema, Schema } from "@tutti/plugin";
import type { InstanceObject } from "@tutti/state";
import type { Path, Value } from "@tutti/values";
import type { ChangedIdentity, ResourceChange } from "../plan.ts";
import { sameVersionIdentity } from "./identity.ts";
import { decodeSameVersion } from "./object-codec.ts";

/** What is known of the type of an object. */
export interface KeptType {
  readonly schema: Schema;
  readonly identity: IdentitySchema | undefined;
}

/**
 * A no-op of an object that is in the refreshed state at the same address, in
 * the version of its schema. All of it follows from the state, so a plan file
 * names it only, and its value is made when somebody asks for it.
 */
export class KeptChange implements ResourceChange {
  readonly address: ResourceInstance;
  readonly provider: string;
  readonly #object: InstanceObject;
  readonly #type: KeptType;
  #value: Value | undefined;

  constructor(
    address: ResourceInstance,
    provider: string,
    object: InstanceObject,
    type: KeptType,
    /** The object's value, where it is at hand. */
    value?: Value,
  ) {
    this.address = address;
    this.provider = provider;
    this.#object = object;
    this.#type = type;
    this.#value = value;
  }

  /** The same with all that it holds, for where the state does not tell. */
  written(): ResourceChange {
    const { address, provider, action, before, requiresReplace, identity } = this;
    return {
      address,
      provider,
      action,
      previousAddress: undefined,
      deposedKey: undefined,
      reason: undefined,
      before,
      after: before,
      requiresReplace,
      ...(identity === undefined ? {} : { identity }),
      importing: undefined,
      generatedConfig: undefined,
    };
  }

  get action(): "no-op" {
    return "no-op";
  }

  get before(): Value {
    this.#value ??= this.#decode();
    return this.#value;
  }

  #decode(): Value {
    const text = formatInstance(this.address);
    const { value } = decodeSameVersion(this.#object, this.#type.schema, text);
    if (value === undefined) throw new Error(`${text} was read once, and cannot be read again`);
    return value;
  }

  get after(): Value {
    return this.before;
  }

  get identity(): ChangedIdentity | undefined {
    const { identity } = this.#type;
    if (identity === undefined) return undefined;
    const value = sameVersionIdentity(this.#object, identity);
    return { before: value, after: value };
  }

  get previousAddress(): undefined {
    return undefined;
  }

  get deposedKey(): undefined {
    return undefined;
  }

  get reason(): undefined {
    return undefined;
  }

  get requiresReplace(): readonly Path[] {
    return NO_PATHS;
  }

  get importing(): undefined {
    return undefined;
  }

  get generatedConfig(): undefined {
    return undefined;
  }
}

const NO_PATHS: readonly Path[] = [];
