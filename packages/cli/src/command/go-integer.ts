const SIGNED = { minimum: -(2n ** 63n), maximum: 2n ** 63n - 1n };
const UNSIGNED = { minimum: 0n, maximum: 2n ** 64n - 1n };

/** `0x1f`, `0b11`, `0o17`, `017` or `17`, with `_` between digits and behind what says the base. */
const INTEGER = /^(?:0x(?:_?[\da-f])+|0b(?:_?[01])+|0o?(?:_?[0-7])+|0|[1-9](?:_?\d)*)$/i;

/** An integer of 64 bits as Go's flags read it; otherwise Go's words for what is wrong. */
export function readGoInteger(
  text: string,
  isSigned: boolean,
): bigint | "parse error" | "value out of range" {
  const sign = isSigned ? /^[+-]?/.exec(text)?.[0] : "";
  const digits = text.slice(sign?.length);
  if (!INTEGER.test(digits)) return "parse error";
  const plain = digits.replaceAll("_", "");
  // Go's old octals begin with a bare 0, which BigInt does not know.
  const size = BigInt(/^0\d/.test(plain) ? `0o${plain.slice(1)}` : plain.toLowerCase());
  const value = sign === "-" ? -size : size;
  const { minimum, maximum } = isSigned ? SIGNED : UNSIGNED;
  return value < minimum || value > maximum ? "value out of range" : value;
}
