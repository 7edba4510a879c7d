import { describe, expect, it } from "vitest";
import { readGoInteger } from "./go-integer.ts";

// What `terraform plan -parallelism=…` and `consul kv put -flags=…` say.
describe("readGoInteger()", () => {
  it.each([
    ["0", 0n, 0n],
    ["17", 17n, 17n],
    ["0x10", 16n, 16n],
    ["0X1F", 31n, 31n],
    ["0x_1f", 31n, 31n],
    ["0b11", 3n, 3n],
    ["0o17", 15n, 15n],
    ["010", 8n, 8n],
    ["0_7", 7n, 7n],
    ["1_000", 1000n, 1000n],
    ["+5", 5n, "parse error"],
    ["-5", -5n, "parse error"],
    ["-0", 0n, "parse error"],
    ["9223372036854775807", 9223372036854775807n, 9223372036854775807n],
    ["9223372036854775808", "value out of range", 9223372036854775808n],
    ["-9223372036854775808", -9223372036854775808n, "parse error"],
    ["-9223372036854775809", "value out of range", "parse error"],
    ["18446744073709551615", "value out of range", 18446744073709551615n],
    ["18446744073709551616", "value out of range", "value out of range"],
    ["", "parse error", "parse error"],
    ["+", "parse error", "parse error"],
    ["1e3", "parse error", "parse error"],
    ["1.0", "parse error", "parse error"],
    [" 1", "parse error", "parse error"],
    ["_1", "parse error", "parse error"],
    ["1_", "parse error", "parse error"],
    ["1__0", "parse error", "parse error"],
    ["0x", "parse error", "parse error"],
    ["08", "parse error", "parse error"],
    ["0b2", "parse error", "parse error"],
  ] as const)("%j", (text, signed, unsigned) => {
    expect([readGoInteger(text, true), readGoInteger(text, false)]).toEqual([signed, unsigned]);
  });
});
