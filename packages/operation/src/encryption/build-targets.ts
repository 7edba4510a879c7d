/** From the blocks to what hides states and plans. Only what a target uses is evaluated. */

import { type Diagnostic, type EvalContext, hasErrors } from "@tutti/hcl";
import type { Runtime } from "@tutti/runtime";
import { BOOL, listType, NUMBER } from "@tutti/values";
import { isKeyLength } from "./aes-gcm.ts";
import { BlockValues, encryptionMistake } from "./block-values.ts";
import { findKeyProviderBuilder, keyProviderTypes } from "./build-key-provider.ts";
import type { BuiltKeyProvider } from "./built-key-provider.ts";
import type { EncryptionBlocks, NamedBlock, TargetBlock } from "./encryption-blocks.ts";
import { externalMethod } from "./external-method.ts";
import { fittingKeys } from "./fitting-keys.ts";
import type { SealMethod, SealTarget } from "./seal-method.ts";

/** What is hidden, and how; undefined stays as it is. */
export interface EncryptionTargets {
  readonly state: SealTarget | undefined;
  readonly plan: SealTarget | undefined;
  readonly remote: SealTarget | undefined;
}

export async function buildTargets(
  runtime: Runtime,
  blocks: EncryptionBlocks,
  context: EvalContext,
): Promise<{ readonly targets: EncryptionTargets; readonly diagnostics: readonly Diagnostic[] }> {
  const builder = new TargetBuilder(runtime, blocks, context);
  const targets = {
    state: await builder.target("state", blocks.state),
    plan: await builder.target("plan", blocks.plan),
    remote: await builder.target("remote state", blocks.remote),
  };
  return { targets, diagnostics: builder.diagnostics };
}

type Method = SealMethod | "unencrypted";

class TargetBuilder {
  readonly diagnostics: Diagnostic[] = [];
  readonly #runtime: Runtime;
  readonly #blocks: EncryptionBlocks;
  readonly #context: EvalContext;
  readonly #methods = new Map<string, Promise<Method | undefined>>();
  readonly #providers = new Map<string, Promise<BuiltKeyProvider | undefined>>();
  /** Key providers that wait for the one they are chained to. */
  readonly #open = new Set<string>();

  constructor(runtime: Runtime, blocks: EncryptionBlocks, context: EvalContext) {
    this.#runtime = runtime;
    this.#blocks = blocks;
    this.#context = context;
  }

  readonly #report = (diagnostics: readonly Diagnostic[]): void => {
    this.diagnostics.push(...diagnostics);
  };

  async target(name: string, block: TargetBlock | undefined): Promise<SealTarget | undefined> {
    if (block === undefined) return undefined;
    const methods: (Method | undefined)[] = [];
    for (let at: TargetBlock | undefined = block; at !== undefined; at = at.fallback)
      methods.push(await this.#methodOf(name, at));
    const [first, ...others] = methods.filter((method) => method !== undefined);
    if (this.#isEnforced(block) && methods.includes("unencrypted"))
      this.#report([
        encryptionMistake(
          `The method "unencrypted" is forbidden here, since "enforced" is set for ${name}. Take one of the two away.`,
          block.range,
        ),
      ]);
    if (first === undefined || hasErrors(this.diagnostics)) return undefined;
    return { name, methods: [first, ...others] };
  }

  #isEnforced({ enforced, range }: TargetBlock): boolean {
    if (enforced === undefined) return false;
    const values = new BlockValues(
      { attributes: new Map([["enforced", enforced]]), range },
      this.#context,
      this.#report,
    );
    return values.value("enforced", BOOL)?.asBool === true;
  }

  async #methodOf(target: string, { method, range }: TargetBlock): Promise<Method | undefined> {
    if (method === undefined) {
      this.#report([
        encryptionMistake(
          `No method is named for ${target}. Give one ("method = method.aes_gcm.NAME"), here or in TF_ENCRYPTION.`,
          range,
        ),
      ]);
      return undefined;
    }
    const values = new BlockValues(
      { attributes: new Map([["method", method]]), range },
      this.#context,
      this.#report,
    );
    const address = values.reference("method", "method");
    if (address === undefined) return undefined;
    const block = this.#blocks.methods.get(address);
    if (block === undefined) {
      values.refuse("method", `there is no block for method.${address}`);
      return undefined;
    }
    const built = this.#methods.get(address) ?? this.#buildMethod(block);
    this.#methods.set(address, built);
    return built;
  }

  async #buildMethod(block: NamedBlock): Promise<Method | undefined> {
    const { type, range } = block;
    const values = new BlockValues(block, this.#context, this.#report);
    if (type === "unencrypted") {
      values.only([]);
      return "unencrypted";
    }
    if (type === "aes_gcm") return this.#buildAesGcm(block, values);
    if (type === "external") return this.#buildExternal(block, values);
    this.#report([
      encryptionMistake(unknownType("method", type, ["aes_gcm", "external", "unencrypted"]), range),
    ]);
    return undefined;
  }

  async #buildExternal({ name }: NamedBlock, values: BlockValues): Promise<SealMethod | undefined> {
    values.only(["keys", "encrypt_command", "decrypt_command"]);
    const [encrypt = [], decrypt = []] = ["encrypt_command", "decrypt_command"].map((argument) => {
      const command = values.words(argument);
      if ((command[0] ?? "") === "" && !values.failed)
        values.refuse(argument, "it must name the program, with its arguments behind it");
      return command;
    });
    const address = values.reference("keys", "key_provider");
    const keys = address === undefined ? undefined : await this.#provider(address, "keys", values);
    if (values.failed || (address !== undefined && keys === undefined)) return undefined;
    return externalMethod(this.#runtime, `method.external.${name}`, {
      encrypt,
      decrypt,
      keys: keys?.provider,
    });
  }

  async #buildAesGcm({ name }: NamedBlock, values: BlockValues): Promise<SealMethod | undefined> {
    values.only(["keys", "aad"]);
    const aad = values.value("aad", listType(NUMBER))?.asItems.map((item) => Number(item.asNumber)) ?? [];
    if (aad.some((byte) => !Number.isInteger(byte) || byte < 0 || byte > 255))
      values.refuse(
        "aad",
        "it is a list of bytes, and holds something that is none (a whole number from 0 to 255)",
      );
    if (!values.has("keys"))
      values.refuse("keys", "it must name a key provider, as in key_provider.pbkdf2.NAME");
    const address = values.reference("keys", "key_provider");
    const built = address === undefined ? undefined : await this.#provider(address, "keys", values);
    if (built?.keyLength !== undefined && !isKeyLength(built.keyLength))
      values.refuse(
        "keys",
        `AES takes keys of 16, 24 or 32 bytes, and this key provider gives ${built.keyLength}`,
      );
    if (built === undefined || values.failed) return undefined;
    const provider =
      built.keyLength === undefined ? fittingKeys(built.provider, `key_provider.${address}`) : built.provider;
    return {
      kind: "key",
      name: `method.aes_gcm.${name}`,
      aad: new Uint8Array(aad),
      sealingKey: () => provider.sealingKey(),
      openingKey: (meta) => provider.openingKey(meta),
    };
  }

  async #provider(
    address: string,
    argument: string,
    values: BlockValues,
  ): Promise<BuiltKeyProvider | undefined> {
    const block = this.#blocks.keyProviders.get(address);
    if (block === undefined || this.#open.has(address)) {
      values.refuse(
        argument,
        block === undefined
          ? `there is no block for key_provider.${address}`
          : "the key providers are chained in a circle",
      );
      return undefined;
    }
    const built = this.#providers.get(address) ?? this.#buildProvider(address, block);
    this.#providers.set(address, built);
    return built;
  }

  async #buildProvider(address: string, block: NamedBlock): Promise<BuiltKeyProvider | undefined> {
    const build = await findKeyProviderBuilder(block.type);
    if (build === undefined) {
      const detail = unknownType("key provider", block.type, keyProviderTypes());
      this.#report([encryptionMistake(detail, block.range)]);
      return undefined;
    }
    const values = new BlockValues(block, this.#context, this.#report);
    this.#open.add(address);
    const built = await build(this.#runtime, block, values, async (chained) => {
      const upstream = await this.#provider(chained, "chain", values);
      return upstream?.provider;
    });
    this.#open.delete(address);
    return built;
  }
}

function unknownType(kind: string, type: string, here: readonly string[]): string {
  const there = here
    .map((name) => JSON.stringify(name))
    .join(", ")
    .replace(/, (?!.*, )/, " and ");
  return `There is no ${kind} "${type}"; there are ${there}.`;
}
