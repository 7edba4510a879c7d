import { Fault } from "./syntax-error.ts";
import type { Token } from "./token.ts";

const HEXADECIMAL = /(-?)0[xX]([0-9a-fA-F]*)/y;
const DECIMAL = /-?(?:\d+(\.\d*)?|(\.\d+))([eE](?:[+-]?\d+)?)?/y;
const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
/** More digits than any number of 64 bits needs; making a bigint of millions would take its time. */
const DIGITS_MAX = 100;
const SHOWN_MAX = 40;

/** `12`, `-3`, `0x1F`, `0755` (octal), `1.5`, `.5`, `2e-3`; the text is known to begin like one. */
export function scanNumber(text: string, start: number): Token {
  HEXADECIMAL.lastIndex = start;
  const hexadecimal = HEXADECIMAL.exec(text);
  if (hexadecimal !== null) return hexadecimalNumber(hexadecimal, start);
  DECIMAL.lastIndex = start;
  const decimal = DECIMAL.exec(text);
  if (decimal === null) throw new Fault("illegal number", start);
  const [written, fraction, bare, exponent] = decimal;
  const end = start + written.length;
  if (fraction === undefined && bare === undefined && exponent === undefined) {
    return whole(written, start, end);
  }
  const value = Number(written);
  if (!Number.isFinite(value))
    throw new Fault(`number ${written} cannot be read or is out of range`, start, end);
  return { type: "FLOAT", value, start, end };
}

function hexadecimalNumber([written, sign, digits]: RegExpExecArray, start: number): Token {
  const end = start + written.length;
  if (digits === undefined || digits === "") throw new Fault("illegal hexadecimal number", start, end);
  if (written.length > DIGITS_MAX) throw outOfRange(written, start, end);
  const size = BigInt(`0x${digits}`);
  return integer(sign === "-" ? -size : size, written, start, end);
}

/** A leading zero makes it octal. */
function whole(written: string, start: number, end: number): Token {
  const digits = written.replace("-", "");
  const octal = digits.length > 1 && digits.startsWith("0");
  if (octal && /[89]/.test(digits)) throw new Fault("illegal octal number", start, end);
  if (written.length > DIGITS_MAX) throw outOfRange(written, start, end);
  const size = BigInt(octal ? `0o${digits.slice(1)}` : digits);
  return integer(written.startsWith("-") ? -size : size, written, start, end);
}

function integer(value: bigint, written: string, start: number, end: number): Token {
  if (value < INT64_MIN || value > INT64_MAX) throw outOfRange(written, start, end);
  const plain = Number(value);
  return { type: "NUMBER", value: Number.isSafeInteger(plain) ? plain : value, start, end };
}

function outOfRange(written: string, start: number, end: number): Fault {
  const shown = written.length > SHOWN_MAX ? `${written.slice(0, SHOWN_MAX)}…` : written;
  return new Fault(`number ${shown} is out of range: whole numbers have 64 bits`, start, end);
}
