/** What `provider new` writes: a provider that works, with its test, to be changed into the one that is wanted. */

/** What the files say of the provider. */
export interface NewProvider {
  /** As configurations call it. */
  readonly name: string;
  /** Where it will be published: `registry.example.com/acme/notes`. */
  readonly source: string;
  /** How the kit is had: a version, or `file:` and a place. */
  readonly sdk: string;
}

/** Path to text. */
export function newProviderFiles(provider: NewProvider): ReadonlyMap<string, string> {
  return new Map([
    ["package.json", manifest(provider)],
    ["tsconfig.json", TSCONFIG],
    [".gitignore", "node_modules/\ndist/\n"],
    ["README.md", readme(provider)],
    ["src/provider.ts", code(provider)],
    ["src/main.ts", MAIN],
    ["src/provider.test.ts", unitTest(provider)],
    ["example/main.tf", example(provider)],
  ]);
}

function manifest({ name, source, sdk }: NewProvider): string {
  const manifest = {
    name: `tutti-provider-${name}`,
    version: "0.1.0",
    private: true,
    type: "module",
    bin: { [`terraform-provider-${name}`]: `dist/terraform-provider-${name}` },
    files: ["dist"],
    tutti: { source },
    scripts: {
      build: "tutti provider build",
      test: "node --import tsx --test src/*.test.ts",
      types: "tsc",
    },
    devDependencies: {
      "@tutti/provider-sdk": sdk,
      "@types/node": "^20.19.0",
      esbuild: "^0.28.0",
      tsx: "^4.20.0",
      typescript: "^5.9.0",
    },
  };
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

/** Modules of Node that the provider imports, and we do not. */
const NODE = { files: "node:fs/promises", system: "node:os" } as const;

const TSCONFIG = `{
  "compilerOptions": {
    "target": "es2023",
    "module": "nodenext",
    "types": ["node"],
    "strict": true,
    "noEmit": true,
    "allowImportingTsExtensions": true,
    "verbatimModuleSyntax": true
  },
  "include": ["src"]
}
`;

const MAIN = `import { serve } from "@tutti/provider-sdk";
import { provider } from "./provider.ts";

void serve(provider);
`;

function code({ name, source }: NewProvider): string {
  return `import { mkdir, readFile, rm, writeFile } from "${NODE.files}";
import { dirname, join } from "node:path";
import { computed, defineProvider, Failure, lengthBetween, optional, required, string } from "@tutti/provider-sdk";

/** What the handlers work with. Here: texts in a folder; in yours mostly the client of an API. */
class Client {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  path(name: string): string {
    return join(this.#folder, \`\${name}.txt\`);
  }

  /** Undefined where there is none. */
  async read(path: string): Promise<string | undefined> {
    try {
      return await readFile(path, "utf8");
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
      throw error;
    }
  }

  async write(path: string, text: string): Promise<void> {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }

  remove(path: string): Promise<void> {
    return rm(path, { force: true });
  }
}

export const provider = defineProvider({
  name: "${name}",
  source: "${source}",
  schema: { folder: required(string, { description: "Where the texts lie." }) },
  configure: ({ folder }) => new Client(folder),
})
  .resource("${name}_text", {
    description: "A text in a file.",
    schema: {
      id: computed(string, { description: "The path of the file." }),
      name: required(string, { forceNew: true, validate: lengthBetween(1, 50) }),
      content: optional(string, { default: "" }),
    },
    async create({ name, content }, { client }) {
      const path = client.path(name);
      if ((await client.read(path)) !== undefined)
        throw new Failure("Name taken", \`There is a file \${path} already. Choose another name.\`, { at: "name" });
      await client.write(path, content);
      return { id: path };
    },
    async read({ id }, { client }) {
      const content = await client.read(id);
      return content === undefined ? undefined : { content };
    },
    async update({ content }, { client, prior }) {
      await client.write(prior.id, content);
      return {};
    },
    delete: ({ id }, { client }) => client.remove(id),
    async import(name, { client }) {
      const path = client.path(name);
      const content = await client.read(path);
      if (content === undefined) throw new Failure("No such text", \`There is no file \${path}.\`);
      return { id: path, name, content };
    },
  })
  .data("${name}_text", {
    description: "A text that somebody else keeps.",
    schema: { name: required(string), content: computed(string) },
    async read({ name }, { client }) {
      const path = client.path(name);
      const content = await client.read(path);
      if (content === undefined) throw new Failure("No such text", \`There is no file \${path}.\`, { at: "name" });
      return { content };
    },
  });
`;
}

function unitTest({ name }: NewProvider): string {
  return `import assert from "node:assert/strict";
import { mkdtemp, rm } from "${NODE.files}";
import { tmpdir } from "${NODE.system}";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { checkContract, openProvider } from "@tutti/provider-sdk/testkit";
import { provider } from "./provider.ts";

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "${name}-"));
});
after(() => rm(folder, { recursive: true }));

// In this process, and over the protocol by which other programs ask.
for (const over of ["process", 6] as const)
  test(\`a text is made, changed, imported and removed over \${over}\`, async (t) => {
    const opened = await openProvider(provider, { config: { folder }, over });
    t.after(() => opened.close());
    const text = opened.object("${name}_text");
    await text.apply({ name: "a", content: "one" });
    await text.apply({ name: "a", content: "two" });
    assert.deepEqual(await opened.data("${name}_text", { name: "a" }), { name: "a", content: "two" });
    const imported = await opened.import("${name}_text", "a");
    assert.deepEqual(imported.state, text.state);
    await assert.rejects(opened.object("${name}_text").apply({ name: "a" }), /Name taken: .*\\(at name\\)/);
    await text.destroy();
  });

test("the type holds what every provider must hold", () =>
  checkContract(provider, {
    type: "${name}_text",
    provider: { folder },
    config: { name: "b", content: "one" },
    updated: { name: "b", content: "two" },
    replaced: { name: "c" },
  }));
`;
}

function example({ name, source }: NewProvider): string {
  return `terraform {
  required_providers {
    ${name} = {
      source = "${source}"
    }
  }
}

provider "${name}" {
  folder = "./texts"
}

resource "${name}_text" "hello" {
  name    = "hello"
  content = "Hello!"
}
`;
}

function readme({ name, source }: NewProvider): string {
  return `# ${name}

A provider for Tutti, Terraform and OpenTofu.

    npm install
    npm test
    npm run types
    npm run build

\`src/provider.ts\` is all of it: what can be written, and what is done about it. \`npm run build\` makes one executable file of it, \`dist/terraform-provider-${name}\`, and says how to use it while it is being written. To let others install it from a folder, say \`tutti provider build -mirror=FOLDER\`: it is put there as \`${source}\`, in the version of package.json.
`;
}
