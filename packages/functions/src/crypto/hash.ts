/** Hashes and names made of hashes. */

import { createHash } from "node:crypto";
import { FuncError, STRING, stringValue } from "@tutti/values";
import { define, type FunctionGroup, textParam } from "../define.ts";
import { readFileToHash } from "../filesystem/read-file.ts";
import type { FunctionScope } from "../scope.ts";
import { uuidv5 } from "./uuid.ts";

/** Name of the function, algorithm, notation of the result. */
const HASHES = [
  ["base64sha256", "sha256", "base64"],
  ["base64sha512", "sha512", "base64"],
  ["md5", "md5", "hex"],
  ["sha1", "sha1", "hex"],
  ["sha256", "sha256", "hex"],
  ["sha512", "sha512", "hex"],
] as const;

/** Hash functions of texts and of files, and `uuidv5`. */
export function hashFunctions(scope: FunctionScope): FunctionGroup {
  const out: Record<string, FunctionGroup[string]> = { uuidv5 };
  for (const [name, algorithm, notation] of HASHES) {
    const hash = (data: string | Uint8Array) =>
      stringValue(createHash(algorithm).update(data).digest(notation));
    out[name] = define({
      description: `The ${algorithm} hash of a text, in ${notation}.`,
      params: [textParam("str")],
      returns: STRING,
      call: (args) => hash(args.text(0)),
    });
    out[`file${name}`] = define({
      description: `The ${algorithm} hash of a file, in ${notation}.`,
      params: [textParam("path")],
      returns: STRING,
      call: (args) => {
        const bytes = readFileToHash(scope, args.text(0));
        return bytes instanceof FuncError ? bytes : hash(bytes);
      },
    });
  }
  return out;
}
