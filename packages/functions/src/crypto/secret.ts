/** Functions with keys, passwords and randomness. */

import { Buffer } from "node:buffer";
import { constants, createPrivateKey, type KeyObject, privateDecrypt } from "node:crypto";
import { FuncError, goQuote, STRING, stringValue, type Value } from "@tutti/values";
import { encodeBase64 as encodeBcryptBase64, hashSync } from "bcryptjs";
import { type Args, define, type FunctionGroup, numberParam, textParam } from "../define.ts";
import { decodeBase64 } from "../encoding/base64.ts";
import type { FunctionScope } from "../scope.ts";
import { formatUuid } from "./uuid.ts";

/** `bcrypt`, `rsadecrypt` and `uuid`. */
export function secretFunctions(scope: FunctionScope): FunctionGroup {
  return {
    bcrypt: define({
      description: "A password's hash by bcrypt, with a random salt.",
      params: [textParam("str")],
      varParam: numberParam("cost"),
      returns: STRING,
      call: (args) => bcrypt(scope, args),
    }),
    rsadecrypt: define({
      description: "The text that was encrypted for an RSA key.",
      params: [textParam("ciphertext"), textParam("privatekey")],
      returns: STRING,
      call: rsadecrypt,
    }),
    uuid: define({
      description: "A random UUID.",
      returns: STRING,
      call: () => stringValue(formatUuid(scope.randomBytes(16))),
    }),
  };
}

const COST_DEFAULT = 10;
const COST_MIN = 4;
const COST_MAX = 31;
const PASSWORD_BYTES_MAX = 72;
const FAILED = "error occured generating password";

function bcrypt(scope: FunctionScope, args: Args): Value | FuncError {
  const given = args.values.length > 1 ? args.whole(1) : COST_DEFAULT;
  if (typeof given === "string") return new FuncError(given);
  if (args.values.length > 2) return new FuncError("bcrypt() takes no more than two arguments");
  const password = args.text(0);
  if (Buffer.byteLength(password) > PASSWORD_BYTES_MAX)
    return new FuncError(`${FAILED} bcrypt: password length exceeds 72 bytes`);
  const cost = given < COST_MIN ? COST_DEFAULT : given;
  if (cost > COST_MAX)
    return new FuncError(
      `${FAILED} crypto/bcrypt: cost ${cost} is outside allowed range (${COST_MIN},${COST_MAX})`,
    );
  const salt = encodeBcryptBase64(Array.from(scope.randomBytes(16)), 16);
  return stringValue(hashSync(password, `$2a$${String(cost).padStart(2, "0")}$${salt}`));
}

function rsadecrypt(args: Args): Value | FuncError {
  const ciphertext = decodeBase64(args.text(0));
  if (typeof ciphertext === "number") {
    return new FuncError(
      `failed to decode input ${goQuote(args.text(0))}: cipher text must be base64-encoded`,
      0,
    );
  }
  const key = parseKey(args.text(1));
  if (key instanceof FuncError) return key;
  const plain = decrypt(key, ciphertext);
  return plain === undefined
    ? new FuncError("failed to decrypt: crypto/rsa: decryption error")
    : stringValue(Buffer.from(plain).toString("utf8"));
}

function parseKey(pem: string): KeyObject | FuncError {
  if (!/-----BEGIN .*-----\n[\s\S]*-----END /.test(pem))
    return new FuncError("invalid private key: ssh: no key found", 1);
  if (/ENCRYPTED/.test(pem))
    return new FuncError("invalid private key: ssh: this private key is passphrase protected", 1);
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === "rsa" ? key : new FuncError("invalid private key type", 1);
  } catch {
    return new FuncError("invalid ASN1 data in the given private key", 1);
  }
}

/** Node refuses this old padding since it can be abused by who may ask often; here nobody may. */
function decrypt(key: KeyObject, ciphertext: Uint8Array): Uint8Array | undefined {
  let padded: Uint8Array;
  try {
    padded = privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, ciphertext);
  } catch {
    return undefined;
  }
  const end = padded.indexOf(0, 2);
  return padded[0] === 0 && padded[1] === 2 && end >= 10 ? padded.subarray(end + 1) : undefined;
}
