/** What a plugin said of itself, kept beside it for the next command: a file that may be removed at any time. */

import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { type Disk, RuntimeError } from "@tutti/runtime";
import { UnreadableSchema } from "../values/decode-schema.ts";
import { decodeProviderSchema, type PluginSchema, type SchemaBytes } from "../values/provider-schema.ts";

/** The first line of the file; behind it stand both answers. */
interface Head {
  /** Another one when what follows means something else. */
  readonly format: 1;
  readonly protocol: 5 | 6;
  readonly schemaSize: number;
  readonly hasIdentities: boolean;
  /** Of what follows the line. */
  readonly sha256: string;
}

const LINE_END = 10;

/** Undefined where there is none that can be used; why, is nobody's concern. */
export async function readKeptSchema(disk: Disk, path: string): Promise<PluginSchema | undefined> {
  try {
    if ((await disk.stat(path)) === undefined) return undefined;
    const bytes = decodeFile(await disk.readFile(path));
    return bytes === undefined ? undefined : (await decodeProviderSchema(bytes)).known;
  } catch (error) {
    if (error instanceof RuntimeError || error instanceof UnreadableSchema) return undefined;
    throw error;
  }
}

/** In the place of what other packages of the provider said, which nobody asks for any more. */
export async function keepSchema(disk: Disk, path: string, bytes: SchemaBytes): Promise<void> {
  try {
    const folder = dirname(path);
    await disk.makeDirectory(folder);
    await disk.replaceFile(path, encodeFile(bytes));
    for (const { name } of await disk.list(folder)) {
      const other = join(folder, name);
      if (other !== path && name.endsWith(".schema")) await disk.remove(other);
    }
  } catch (error) {
    // The next command asks again, which is all that is lost.
    if (!(error instanceof RuntimeError)) throw error;
  }
}

function encodeFile({ protocol, schema, identities }: SchemaBytes): Uint8Array {
  const rest = Buffer.concat([schema, identities ?? new Uint8Array()]);
  const head: Head = {
    format: 1,
    protocol,
    schemaSize: schema.length,
    hasIdentities: identities !== undefined,
    sha256: digestOf(rest),
  };
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), rest]);
}

function decodeFile(file: Uint8Array): SchemaBytes | undefined {
  const end = file.indexOf(LINE_END);
  if (end < 0) return undefined;
  const head = headOf(new TextDecoder().decode(file.subarray(0, end)));
  const rest = file.subarray(end + 1);
  if (head === undefined || head.sha256 !== digestOf(rest)) return undefined;
  return {
    protocol: head.protocol,
    schema: rest.subarray(0, head.schemaSize),
    identities: head.hasIdentities ? rest.subarray(head.schemaSize) : undefined,
  };
}

function headOf(line: string): Head | undefined {
  try {
    const head: Partial<Head> | null = JSON.parse(line);
    return head?.format === 1 ? (head as Head) : undefined;
  } catch {
    return undefined;
  }
}

function digestOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
