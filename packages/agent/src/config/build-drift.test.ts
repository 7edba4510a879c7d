import { expect, test } from "vitest";
import { buildTexts, builtOf, MINIMAL } from "../../testkit/built-config.ts";

test.each<[string, unknown]>([
  ["", { directories: [] }],
  ['drift { directories = ["/srv/shop"] }', { directories: ["/srv/shop"] }],
  [
    'drift { directories = ["/a", "/b"]\n heal = "services"\n refresh_every = "1m"\n heal_rate = 3\n heal_window = "5m"\n token = "t" }',
    {
      directories: ["/a", "/b"],
      heal: "services",
      refreshEveryMs: 60_000,
      healRate: 3,
      healWindowMs: 300_000,
      token: "t",
    },
  ],
  ['drift { heal = "" token = "" }', { directories: [] }],
])("%j is built", (text, wanted) => {
  expect(builtOf([MINIMAL, ...(text === "" ? [] : [text])]).drift).toEqual(wanted);
});

test.each<[string, string]>([
  ['directories = ["shop"]', '"shop" must be an absolute path: the agent may be started anywhere'],
  ['directories = ["/a", "/a"]', '"/a" stands there twice'],
  ['heal = "most"', 'drift.heal must be "services" or "all", not "most"'],
  ['refresh_every = "10ms"', "drift.refresh_every must be at least 1s"],
  ["heal_rate = 0", "drift.heal_rate must be at least 1"],
  ['heal_window = "0s"', "drift.heal_window must be at least 1s"],
])("drift { %s } is refused", (text, why) => {
  expect(buildTexts([MINIMAL, `drift { ${text} }`])).toContain(why);
});
