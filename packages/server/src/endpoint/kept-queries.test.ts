import { expect, test } from "vitest";
import { KeptQueries } from "./kept-queries.ts";

test("a query is parsed once for each text, and one with a token is not kept", () => {
  const queries = new KeptQueries();
  const raw = queries.of("raw&dc=a");
  expect([raw.of("kv.read").flag("raw"), raw.common.text("dc")]).toEqual([true, "a"]);
  expect(queries.of("raw&dc=a")).toBe(raw);
  expect(queries.of("raw&dc=b")).not.toBe(raw);
  expect(queries.of("token=s&raw")).not.toBe(queries.of("token=s&raw"));
});
