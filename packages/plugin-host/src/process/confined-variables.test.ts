import { expect, test } from "vitest";
import { confinedVariables } from "./confined-variables.ts";

const ALL = new Map(
  [
    "PATH",
    "HOME",
    "http_proxy",
    "LC_ALL",
    "TF_LOG_PROVIDER",
    "ACME_TOKEN",
    "ACMEX_TOKEN",
    "AWS_SECRET_ACCESS_KEY",
    "TF_VAR_password",
    "CONSUL_HTTP_TOKEN",
  ].map((name) => [name, "x"] as const),
);

test.each(["terraform-provider-acme", "terraform-provider-tutti-provider-acme"])(
  "%s sees what concerns it",
  (program) => {
    expect([...confinedVariables(ALL, program).keys()]).toEqual([
      "PATH",
      "HOME",
      "http_proxy",
      "LC_ALL",
      "TF_LOG_PROVIDER",
      "ACME_TOKEN",
    ]);
  },
);
