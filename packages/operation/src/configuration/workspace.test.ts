import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { dataDirectory } from "../data-directory.ts";
import { currentWorkspace, manifestPath, selectWorkspace } from "./workspace.ts";

function hostWith(variables: Readonly<Record<string, string>>) {
  return createSimulation(1).host("10.0.0.1", { variables });
}

test.each([
  [{}, ".terraform", ".terraform/modules/modules.json"],
  [{ TF_DATA_DIR: "" }, ".terraform", ".terraform/modules/modules.json"],
  [{ TF_DATA_DIR: "d/e" }, "d/e", "d/e/modules/modules.json"],
])("with %j data lies in %s", (variables, directory, manifest) => {
  const host = hostWith(variables);
  expect(dataDirectory(host)).toBe(directory);
  expect(manifestPath(host)).toBe(manifest);
});

const DEFAULT = { name: "default", overridden: false };
const cases: readonly [string, Record<string, string>, string | undefined, typeof DEFAULT][] = [
  ["nothing is chosen", {}, undefined, DEFAULT],
  ["one was selected", {}, "blue", { name: "blue", overridden: false }],
  ["one stands with spaces", {}, " blue \n", { name: "blue", overridden: false }],
  ["the file is empty", {}, "", DEFAULT],
  ["the variable says so", { TF_WORKSPACE: "green" }, "blue", { name: "green", overridden: true }],
  ["the variable is empty", { TF_WORKSPACE: "" }, "blue", { name: "blue", overridden: false }],
  ["data lies elsewhere", { TF_DATA_DIR: "d" }, "blue", { name: "blue", overridden: false }],
];
test.each(cases)("the workspace where %s", async (_, variables, selected, expected) => {
  const host = hostWith(variables);
  if (selected !== undefined) await selectWorkspace(host, selected);
  expect(await currentWorkspace(host)).toEqual(expected);
  if (selected !== undefined)
    expect(await host.disk.readText(`${dataDirectory(host)}/environment`)).toBe(selected);
});
