/** Functions on texts in other encodings than UTF-8. */

import { Buffer } from "node:buffer";
import { FuncError, goQuote, STRING, stringValue, type Value } from "@tutti/values";
import iconv from "iconv-lite";
import { type Args, define, type FunctionGroup, textParam } from "../define.ts";
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { type Charset, findCharset } from "./charset.ts";

/** Functions that need iconv. */
export const TEXT_ENCODING: FunctionGroup = {
  textdecodebase64: define({
    description: "The text that Base64 of another encoding stands for.",
    params: [textParam("source"), textParam("encoding")],
    returns: STRING,
    call: decode,
  }),
  textencodebase64: define({
    description: "A text in another encoding, in Base64.",
    params: [textParam("string"), textParam("encoding")],
    returns: STRING,
    call: encode,
  }),
};

function charsetOf(args: Args): Charset | FuncError {
  const name = args.text(1);
  return (
    findCharset(name) ??
    new FuncError(
      `${goQuote(name)} is not a supported IANA encoding name or alias in this <Tutti> version`,
      1,
    )
  );
}

function encode(args: Args): Value | FuncError {
  const charset = charsetOf(args);
  if (charset instanceof FuncError) return charset;
  const text = args.text(0);
  const bytes = iconv.encode(text, charset.iconv, { addBOM: charset.name === "UTF-16" });
  if (iconv.decode(bytes, charset.iconv, { stripBOM: charset.name === "UTF-16" }) !== text) {
    return new FuncError(
      `the given string contains characters that cannot be represented in ${charset.name}`,
      0,
    );
  }
  return stringValue(encodeBase64(bytes));
}

function decode(args: Args): Value | FuncError {
  const charset = charsetOf(args);
  if (charset instanceof FuncError) return charset;
  const bytes = decodeBase64(args.text(0));
  if (typeof bytes === "number")
    return new FuncError(`the given value is has an invalid base64 symbol at offset ${bytes}`, 0);
  const text = iconv.decode(Buffer.from(bytes), charset.iconv, { stripBOM: charset.name === "UTF-16" });
  if (text.includes("\uFFFD"))
    return new FuncError(`the given string contains symbols that are not defined for ${charset.name}`, 0);
  return stringValue(text);
}
