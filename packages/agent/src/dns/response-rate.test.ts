import { expect, test } from "vitest";
import { ResponseRate } from "./response-rate.ts";

function start() {
  let now = 0;
  const rate = new ResponseRate({ monotonic: () => now });
  return {
    pass: (ms: number) => {
      now += ms;
    },
    take: (client: string, count: number, max = 10) =>
      Array.from({ length: count }, () => rate.take(client, max)[0]).join(""),
  };
}

test("sends as many as may be in a second, then tells every second one to come over TCP", () => {
  const { take, pass } = start();
  expect(take("203.0.113.9", 14)).toBe("ssssssssssdtdt");
  pass(300);
  expect(take("203.0.113.9", 5)).toBe("sssdt");
  pass(60_000);
  expect(take("203.0.113.9", 12)).toBe("ssssssssssdt");
});

test("counts a network as one, and another by itself", () => {
  const { take } = start();
  take("203.0.113.9", 10);
  expect([take("203.0.113.200", 1), take("203.0.114.1", 1), take("::ffff:203.0.113.7", 1)]).toEqual([
    "d",
    "s",
    "t",
  ]);
  take("2001:db8:0:1::1", 10);
  expect([take("2001:db8:0:ff::2", 1), take("2001:db8:0:100::1", 1)]).toEqual(["d", "s"]);
});

test.each([
  "127.0.0.1",
  "10.1.2.3",
  "172.16.0.1",
  "172.31.9.9",
  "192.168.4.4",
  "169.254.1.1",
  "100.64.0.1",
  "::1",
  "fe80::1%eth0",
  "fd00::7",
])("%s is near, and not counted", (client) => {
  expect(start().take(client, 50)).toBe("s".repeat(50));
});

test.each(["172.32.0.1", "11.0.0.1", "192.169.0.1", "100.128.0.1", "2001:db8::1"])(
  "%s is counted",
  (client) => {
    expect(start().take(client, 12)).toBe("ssssssssssdt");
  },
);

test("0 is no limit", () => {
  expect(start().take("203.0.113.9", 50, 0)).toBe("s".repeat(50));
});
