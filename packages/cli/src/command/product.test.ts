import { TERRAFORM_VERSION as whatOperationsKeepTo } from "@tutti/operation";
import { expect, test } from "vitest";
import { TERRAFORM_VERSION } from "./product.ts";

test("version tells the release that operations keep to", () => {
  expect(TERRAFORM_VERSION).toBe(whatOperationsKeepTo);
});
