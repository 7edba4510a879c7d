import { functionNames, loadFunctions, runtimeScope } from "@tutti/functions";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { createTerminal } from "../../../testkit/terminal.ts";
import { calledSignatureJson } from "./function-signature-json.ts";

const library = await loadFunctions(functionNames());
const host = createSimulation(1).host("10.0.0.1");
const functions = library.table(runtimeScope(host, { pure: true, planTimestamp: undefined }));

/** As Terraform 1.11.4 says it beside a mistake in the call. */
describe("the signature of a function that was called", () => {
  test.each<readonly [string, object]>([
    ["upper", { params: [{ name: "str", type: "string" }], return_type: "string" }],
    ["jsonencode", { params: [{ name: "val", type: "dynamic" }], return_type: "string" }],
    ["can", { params: [{ name: "expression", type: "dynamic" }], return_type: "bool" }],
    ["merge", { params: [], return_type: "dynamic", variadic_param: { name: "maps", type: "dynamic" } }],
    [
      "cidrsubnets",
      {
        params: [{ name: "prefix", type: "string" }],
        return_type: ["list", "string"],
        variadic_param: { name: "newbits", type: "number" },
      },
    ],
    [
      "templatestring",
      {
        params: [
          { name: "template", type: "dynamic" },
          { name: "vars", type: "dynamic" },
        ],
        return_type: "dynamic",
      },
    ],
  ])("%s", (name, signature) => {
    const func = functions.get(name);
    expect(func && calledSignatureJson(name, func)).toEqual({ name, ...signature });
  });

  test("has the name without its namespace, and none where there is no such function", async () => {
    const terminal = createTerminal();
    await terminal.write({
      "main.tf":
        'output "a" {\n  value = core::upper([])\n}\noutput "b" {\n  value = upper(1, 2)\n}\noutput "c" {\n  value = nope(1)\n}\n',
    });
    const { out } = await terminal.run("validate -json");
    const { diagnostics } = JSON.parse(out) as {
      diagnostics: readonly {
        snippet: { function_call?: { called_as: string; signature?: { name: string } } };
      }[];
    };
    expect(
      diagnostics
        .map(({ snippet }) => snippet.function_call)
        .map((call) => [call?.called_as, call?.signature?.name]),
    ).toEqual([
      ["core::upper", "upper"],
      ["upper", "upper"],
      [undefined, undefined],
    ]);
  });
});
