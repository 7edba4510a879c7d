const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** A whole number in a base of 2 to 62, with a sign or none; up to base 36 capitals are as small letters. */
export function parseInteger(text: string, base: number): bigint | undefined {
  const sign = /^[+-]/.exec(text)?.[0] ?? "";
  const digits = text.slice(sign.length);
  if (digits === "") return undefined;
  const scale = BigInt(base);
  let out = 0n;
  for (const letter of base <= 36 ? digits.toLowerCase() : digits) {
    const digit = DIGITS.indexOf(letter);
    if (digit < 0 || digit >= base) return undefined;
    out = out * scale + BigInt(digit);
  }
  return sign === "-" ? -out : out;
}
