import { Buffer } from "node:buffer";
import type { Runtime } from "@tutti/runtime";
import { parseJsonObject } from "@tutti/values";
import { askProgram } from "./external-program.ts";
import type { KeyProvider } from "./key-provider.ts";
import { SealError } from "./seal-error.ts";
import type { KeyMeta, ProgramMethod } from "./seal-method.ts";

const MAGIC = "OpenTofu-External-Encryption-Method";

/** What the block says. */
export interface ExternalMethodSettings {
  readonly encrypt: readonly string[];
  readonly decrypt: readonly string[];
  /** Whose keys the programs are given; undefined: they have their own. */
  readonly keys: KeyProvider | undefined;
}

/** `method "external"`: programs that hide and open, by OpenTofu's protocol. */
export function externalMethod(
  runtime: Pick<Runtime, "processes">,
  name: string,
  { encrypt, decrypt, keys }: ExternalMethodSettings,
): ProgramMethod {
  async function ask(
    command: readonly string[],
    key: Uint8Array | undefined,
    bytes: Uint8Array,
  ): Promise<Uint8Array> {
    const input = {
      ...(key === undefined ? {} : { key: base64(key) }),
      payload: base64(bytes),
    };
    const program = { name, command, magic: MAGIC, what: "encryption method" };
    const answer = parseJsonObject(await askProgram(runtime, program, JSON.stringify(input)));
    const payload = answer?.["payload"];
    if (typeof payload !== "string" || payload === "")
      throw new SealError(name, `${command[0]} gave no payload`);
    return Buffer.from(payload, "base64");
  }

  return {
    kind: "program",
    name,
    async encrypt(bytes) {
      const given = await keys?.sealingKey();
      const meta: KeyMeta = given?.meta ?? new Map();
      return { data: await ask(encrypt, given?.key, bytes), meta };
    },
    async decrypt(data, meta) {
      const key = await keys?.openingKey(meta);
      if (keys !== undefined && key === undefined) return undefined;
      return ask(decrypt, key, data);
    },
  };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");
}
