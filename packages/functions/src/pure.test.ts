import { expect, test } from "vitest";
import { GROUPS } from "./groups.ts";
import { isPureFunction } from "./pure.ts";

test("what looks at the world is known by name: a new function is taken for one that does not", () => {
  const looking = GROUPS.flatMap(({ names }) => names).filter((name) => !isPureFunction(name));
  expect(looking.toSorted().join(" ")).toBe(
    "abspath bcrypt file filebase64 filebase64sha256 filebase64sha512 fileexists filemd5 fileset filesha1 filesha256 filesha512 pathexpand plantimestamp templatefile templatestring timestamp type uuid",
  );
});

test.each([
  ["upper", true],
  ["core::upper", true],
  ["core::file", false],
  ["provider::terraform::encode_expr", false],
  ["nobody", false],
])("%s: %s", (name, pure) => {
  expect(isPureFunction(name)).toBe(pure);
});
