import type { CheckResult } from "@tutti/state";
import { isJsonObject, type Json } from "@tutti/values";
import { expect, test } from "vitest";
import { checksJson } from "./checks-json.ts";

const displays = (json: Json | undefined): readonly unknown[] =>
  Array.isArray(json)
    ? json.map(({ address }) => (isJsonObject(address) ? address.to_display : undefined))
    : [];

/** As `terraform show -json` 1.11.4 lists them, whichever of them was told first. */
test.each([
  [["module.m[0].check.c", "module.m[10].check.c", "module.m[1].check.c", "module.m[2].check.c"]],
  [['terraform_data.k["B"]', 'terraform_data.k["a"]', 'terraform_data.k["a.b"]', 'terraform_data.k["aa"]']],
])("objects of a check are listed by the text of their address: %s", (sorted) => {
  const result: CheckResult = {
    objectKind: "check",
    configAddress: "module.m.check.c",
    status: "pass",
    objects: sorted.toReversed().map((address) => ({ address, status: "pass", failureMessages: [] })),
  };
  const [first] = checksJson([result]) as readonly Json[];
  expect(displays(first !== undefined && isJsonObject(first) ? first.instances : undefined)).toEqual(sorted);
});
