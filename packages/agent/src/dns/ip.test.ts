import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addressOfReverseName, formatHex, formatIp, parseHex, parseIp } from "./ip.ts";

/** What a text is as an address, in its canonical form. */
const canonical = (text: string) => {
  const ip = parseIp(text);
  return ip === undefined ? undefined : formatIp(ip);
};

describe("an address", () => {
  test.each<[string, string | undefined]>([
    ["0.0.0.0", "0.0.0.0"],
    ["255.255.255.255", "255.255.255.255"],
    ["256.0.0.0", undefined],
    ["1.2.3.256", undefined],
    ["1.2.3.4.5", undefined],
    ["1.2.3.4 ", undefined],
    ["1.2.3.0004", undefined],
    ["::", "::"],
    ["1::", "1::"],
    ["::1", "::1"],
    ["1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"],
    ["1:2:3:4:5:6:7:8:9", undefined],
    ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"],
    ["::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"],
    // Two colons stand for one group at least.
    ["1:2:3:4::5:6:7:8", undefined],
    ["::1:2:3:4:5:6:7:8", undefined],
    [":1:2:3:4:5:6:7", undefined],
    ["1:2:3:4:5:6:7:", undefined],
    ["::1::", undefined],
    ["12345::", undefined],
    ["g::", undefined],
    ["::g", undefined],
    ["FFFF::A", "ffff::a"],
    ["::ffff:1.2.3.4", "1.2.3.4"],
    ["::ffff:102:304", "1.2.3.4"],
    ["::1.2.3.4", "::102:304"],
    ["1::ffff:1.2.3.4", "1::ffff:102:304"],
    ["::fffe:1.2.3.4", "::fffe:102:304"],
    ["64:ff9b::192.0.2.33", "64:ff9b::c000:221"],
    ["::1.2.3", undefined],
    ["::1.2.3.256", undefined],
    ["1.2.3.4::", undefined],
    // The longest row of zeros is left out, the first of equals; one alone is none.
    ["1:0:0:2:0:0:0:3", "1:0:0:2::3"],
    ["1:0:0:2:3:0:0:4", "1::2:3:0:0:4"],
    ["1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7"],
    ["0:0:1:2:3:4:5:6", "::1:2:3:4:5:6"],
    ["1:2:3:4:5:6:0:0", "1:2:3:4:5:6::"],
  ])("%s is %s", (text, wanted) => {
    expect(canonical(text)).toBe(wanted);
  });

  test("is what it is shown as, and shown as Node's own URLs do", () => {
    const group = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff }));
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
        const text = groups.map((one) => one.toString(16)).join(":");
        const bytes = parseIp(text) ?? new Uint8Array();
        if (bytes.length === 4) return;
        expect(`[${formatIp(bytes)}]`).toBe(new URL(`http://[${text}]/`).hostname);
        expect(parseIp(formatIp(bytes))).toEqual(bytes);
      }),
    );
  });
});

describe("a reverse name", () => {
  const nibbles = "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0.1.2.3.4.ip6.arpa.";
  test.each<[string, string | undefined]>([
    ["4.3.2.1.in-addr.arpa.", "1.2.3.4"],
    ["4.3.2.1.IN-ADDR.ARPA.", "1.2.3.4"],
    ["3.2.1.in-addr.arpa.", undefined],
    ["5.4.3.2.1.in-addr.arpa.", undefined],
    ["in-addr.arpa.", undefined],
    ["4.3.2.1.in-addr.arpa", undefined],
    [nibbles, "4321:0:1:2:3:4:567:89ab"],
    [nibbles.toUpperCase(), "4321:0:1:2:3:4:567:89ab"],
    [nibbles.slice(2), "4321:0:1:2:3:4:567:89a"],
    [nibbles.slice(6), "4321:0:1:2:3:4:567:8"],
    [nibbles.slice(8), undefined],
    [`0.${nibbles}`, undefined],
    [nibbles.replace("b", "g"), undefined],
    [nibbles.replace("b", "bb"), undefined],
    [nibbles.replace("ip6", "ip7"), undefined],
    ["www.example.com.", undefined],
  ])("%s is of %s", (name, wanted) => {
    const address = addressOfReverseName(name);
    expect(address === undefined ? undefined : formatIp(address)).toBe(wanted);
  });
});

describe("hexadecimal digits", () => {
  test.each<[string, readonly number[] | undefined]>([
    ["", []],
    ["0aFf", [10, 255]],
    ["0", undefined],
    ["0g", undefined],
    ["+1", undefined],
  ])("%j", (text, wanted) => {
    expect(parseHex(text)).toEqual(wanted === undefined ? undefined : Uint8Array.from(wanted));
    if (wanted !== undefined) expect(formatHex(Uint8Array.from(wanted))).toBe(text.toLowerCase());
  });
});
