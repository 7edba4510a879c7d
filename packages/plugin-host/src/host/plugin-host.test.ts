import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkProviderContract, type RecoveringProvider } from "@tutti/plugin";
import { createRealRuntime } from "@tutti/runtime";
import { objectValue, stringValue } from "@tutti/values";
import { afterAll, beforeAll, describe, test } from "vitest";
import { writeKitProgram } from "../../testkit/kit-file.ts";
import { PluginHost } from "./plugin-host.ts";

const home = mkdtempSync(join(tmpdir(), "tutti-plugin-host-"));
let path = "";
beforeAll(async () => {
  path = await writeKitProgram(join(home, "terraform-provider-kit"));
});
afterAll(() => rmSync(home, { recursive: true }));

const { signal } = new AbortController();

function plugin(environment: Readonly<Record<string, string>> = {}) {
  return {
    source: "registry.terraform.io/tutti/kit",
    version: "1.0.0",
    program: { path, name: "terraform-provider-kit", environment },
  };
}

describe.each(["5", "6"])("a plugin of protocol %s", (protocol) => {
  test("is a provider like ours: its objects live through the whole contract", async () => {
    const folder = mkdtempSync(join(home, "notes-"));
    const host = new PluginHost(createRealRuntime());
    const factory = host.factory(plugin({ KIT_PROTOCOL: protocol }));
    await factory.schema();
    const open = async (): Promise<RecoveringProvider> => {
      const provider = await factory.create();
      await provider.configure({ config: objectValue({ folder: stringValue(folder) }), signal });
      return { ...provider, recover: async () => ({ diagnostics: [], value: undefined }) };
    };
    await checkProviderContract(
      {
        type: "kit_note",
        open,
        config: {
          name: "a",
          text: "hello",
          number: 1.5,
          flags: { on: true },
          list: ["x", "y"],
          set: [3, 1],
          shape: { a: "s", b: [1] },
          secret: "s",
          line: [{ text: "one", at: 1 }, { text: "two" }],
          tag: [{ name: "t" }],
        },
        updated: { name: "a", text: "other" },
        replaced: { name: "b" },
        importBy: {
          attribute: "id",
          ignore: ["number", "flags", "list", "set", "shape", "secret", "line", "tag"],
        },
        recovers: false,
      },
      "1",
    );
    await host.close();
  });
});
