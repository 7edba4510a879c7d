import { declareErrors } from "@tutti/errors";
import type { Checked } from "@tutti/plugin";
import type { Path } from "@tutti/values";
import { expect, test } from "vitest";
import { TEST_SOURCE, validate } from "../../testkit/sources.ts";
import type { ProviderChecks } from "./validation.ts";

const told = declareErrors({ bad: "Bad" });

/** A provider that says which of its checks was asked, of which type, and where the mistake is. */
function provider(path?: Path): ProviderChecks {
  const answer =
    (which: string) =>
    async ({ type }: { readonly type: string }): Promise<Checked> => {
      const diagnostic = { severity: "error", ...told("bad"), detail: `${which} ${type}` } as const;
      return { diagnostics: [path === undefined ? diagnostic : { ...diagnostic, path }] };
    };
  return { validateResource: answer("resource"), validateData: answer("data") };
}

const VM = 'resource "test_vm" "a" {\n  size = 1\n}\n';
const IMAGE = 'data "test_image" "a" {\n  size = 1\n}\n';
const SECRET = 'ephemeral "test_secret" "a" {\n}\n';
const SIZE: Path = [{ kind: "attribute", name: "size" }];
const NAMES: Path = [{ kind: "attribute", name: "names" }];
const SIZE_WRONG =
  'error main.tf:2,10: Incorrect attribute value type: Inappropriate value for attribute "size": number required.';

test.each<readonly [string, string, ProviderChecks | undefined, readonly string[]]>([
  ["a resource", VM, provider(), ["error main.tf:1,24: Bad: resource test_vm"]],
  ["a data source", IMAGE, provider(), ["error main.tf:1,23: Bad: data test_image"]],
  ["an ephemeral block, of which it has no check", SECRET, provider(), []],
  ["an argument that is written", VM, provider(SIZE), ["error main.tf:2,10: Bad: resource test_vm"]],
  ["an argument that is not", VM, provider(NAMES), ["error main.tf:1,24: Bad: resource test_vm"]],
  ["the block itself", VM, provider([]), ["error main.tf:1,24: Bad: resource test_vm"]],
  ["a block that its schema refuses: it is not asked", VM.replace("1", "[]"), provider(), [SIZE_WRONG]],
  ["nothing where there is no such provider", VM, undefined, []],
])("what a provider says of %s", async (_, main, checks, wanted) => {
  const providers = (source: string) => (source === TEST_SOURCE ? checks : undefined);
  expect(await validate(main, new Map(), { providers })).toEqual(wanted);
});
