import { describe, expect, test } from "vitest";
import { createFolder, lines } from "../../testkit/folder.ts";

describe("a data source that the provider refuses", () => {
  const data = (backend: string) =>
    `  data "terraform_remote_state" "s" {\n    backend = ${backend}\n    config  = {}\n  }\n`;
  const assert = '  assert {\n    condition     = var.wrong\n    error_message = "Asked."\n  }\n';
  const base =
    'variable "wrong" {\n  default = false\n}\nresource "terraform_data" "a" {\n  input = "none"\n}\n';
  const refusal = 'Invalid backend configuration: There is no backend type named "none".';
  const ROWS: readonly (readonly [string, string, string, number])[] = [
    ["only warns in a check", `check "c" {\n${data('var.wrong ? "" : "none"')}${assert}}\n`, "warning", 1],
    ["also once all is known", `check "c" {\n${data("terraform_data.a.output")}${assert}}\n`, "warning", 1],
    ["stops everywhere else", data("terraform_data.a.output"), "error", 0],
  ];
  test.each(ROWS)("%s", async (_, text, severity, kept) => {
    const folder = await createFolder({ "main.tf": `${base}${text}` });
    const { diagnostics } = await folder.apply();
    expect(lines(diagnostics).filter((line) => !line.includes("Check block assertion"))).toEqual(
      expect.arrayContaining([`${severity}: ${refusal}`]),
    );
    const state = JSON.parse((await folder.read("terraform.tfstate")) ?? "{}");
    const found = (state["check_results"] ?? []).flatMap((check: { objects: unknown }) => check.objects);
    expect(found).toEqual(
      Array(kept).fill({ object_addr: "check.c", status: "fail", failure_messages: [refusal] }),
    );
  });
});
