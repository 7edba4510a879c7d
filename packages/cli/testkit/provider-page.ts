/** The page of a provider that comes with us, made of its schemas and its examples. */

import type { AttributeDefinition, BlockDefinition, ProviderFactory, ProviderSchema } from "@tutti/plugin";
import { typeConstraintText } from "@tutti/values";

/** What a page is made of. */
export interface PageSource {
  readonly factory: ProviderFactory;
  readonly schema: ProviderSchema;
  /** A configuration that has every type once at least. */
  readonly example: string;
  /** Of attributes whose schema is Terraform's own and says nothing: what they are, by their names. */
  readonly words?: Readonly<Record<string, string>>;
  /** As its file is called beside the pages. */
  readonly file: string;
}

/** A kind of block, and where its schemas are. */
interface Section {
  readonly title: string;
  readonly keyword: string;
  readonly types: ReadonlyMap<string, { readonly block: BlockDefinition; readonly version: number }>;
}

/** The whole page. */
export function providerPage({ factory, schema, example, file, words = {} }: PageSource): string {
  const [, namespace = "", name = ""] = factory.source.split("/");
  const isBuiltin = namespace === "builtin";
  const version =
    factory.version === undefined ? "" : ` Its schemas are those of version ${factory.version}.`;
  const own = schema.provider.block;
  const lines = [
    `# ${name}`,
    "",
    `Made from the schemas by \`packages/cli/src/provider-pages.test.ts\` (\`TUTTI_GOLDEN=write\` writes it anew). The examples are one configuration, [examples/${file}](examples/${file}), which a test validates.`,
    "",
    isBuiltin
      ? "A part of the program, of which no version can be asked for."
      : `\`source = "${namespace}/${name}"\`: built in, so that nothing is downloaded.${version}`,
    "",
    `## provider "${name}"`,
    "",
    ...(own.attributes.size + own.blocks.size === 0
      ? ["It takes no arguments.", ""]
      : blockRows(own as BlockDefinition)),
    ...sections(schema).flatMap((section) => sectionLines(section, example)),
    ...functionLines(schema, name, example),
  ];
  const said = lines.map((line) => {
    const name = /^\| `([a-z_]+)` .*\| {2}\|$/.exec(line)?.[1] ?? "";
    return words[name] === undefined ? line : `${line.slice(0, -1)}${words[name]} |`.replace("|  ", "| ");
  });
  return `${said.join("\n").trimEnd()}\n`;
}

/** Everything that has a schema and an example. */
export function sections(schema: ProviderSchema): readonly Section[] {
  const of = (types: ProviderSchema["resourceTypes"] | undefined): Section["types"] =>
    (types ?? new Map()) as never;
  return [
    { title: "resource", keyword: "resource", types: of(schema.resourceTypes) },
    { title: "data", keyword: "data", types: of(schema.dataSources) },
    { title: "ephemeral", keyword: "ephemeral", types: of(schema.ephemeralTypes) },
    { title: "action", keyword: "action", types: of(schema.actions) },
  ];
}

/** The first block of a type in a configuration; undefined where there is none. */
export function exampleOf(example: string, keyword: string, type: string): string | undefined {
  return new RegExp(`^${keyword} "${type}" "[^"]+" \\{(\\}|\\n[\\s\\S]*?^\\})`, "m").exec(example)?.[0];
}

/** The line of a configuration that calls a function of the provider. */
export function callOf(example: string, provider: string, name: string): string | undefined {
  return new RegExp(`^output "[^"]+" \\{[^}]*provider::${provider}::${name}\\([\\s\\S]*?^\\}`, "m").exec(
    example,
  )?.[0];
}

function sectionLines({ title, keyword, types }: Section, example: string): readonly string[] {
  return [...types]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([type, { block, version }]) => [
      `## ${title} "${type}"`,
      "",
      ...(block.description === undefined ? [] : [block.description, ""]),
      ...(block.deprecated === true ? ["It is deprecated.", ""] : []),
      ...(version === 0 ? [] : [`Version of the schema: ${version}.`, ""]),
      ...blockRows(block),
      ...fenced(exampleOf(example, keyword, type)),
    ]);
}

function functionLines(schema: ProviderSchema, provider: string, example: string): readonly string[] {
  return [...(schema.functions ?? [])]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, one]) => {
      const all = [
        ...one.parameters,
        ...(one.variadic === undefined ? [] : [{ ...one.variadic, name: `${one.variadic.name}…` }]),
      ];
      const parameters = all
        .map((parameter) => `${parameter.name}: ${typeConstraintText(parameter.type)}`)
        .join(", ");
      return [
        `## function ${name}`,
        "",
        `\`provider::${provider}::${name}(${parameters})\` gives ${typeConstraintText(one.returnType)}. ${one.description ?? one.summary ?? ""}`.trimEnd(),
        "",
        ...fenced(callOf(example, provider, name)),
      ];
    });
}

function fenced(text: string | undefined): readonly string[] {
  return text === undefined ? [] : ["```terraform", text, "```", ""];
}

/** A table of the attributes, and one for each nested block. */
function blockRows(block: BlockDefinition, path = ""): readonly string[] {
  const rows = [...block.attributes].toSorted(byRole).map(([name, one]) => row(name, one));
  const nested = [...block.blocks].flatMap(([name, one]) => {
    const inside = path === "" ? name : `${path}.${name}`;
    const limits = [
      one.minItems !== undefined && one.minItems > 0 ? `${one.minItems} at least` : "",
      one.maxItems !== undefined && one.maxItems > 0 ? `${one.maxItems} at most` : "",
      one.forceNew === true ? "a change needs a new object" : "",
      one.computed === true ? "told where none is written" : "",
    ].filter((text) => text !== "");
    const more = limits.length === 0 ? "" : `, ${limits.join(", ")}`;
    return [`Block \`${inside}\` (${one.nesting}${more}):`, "", ...blockRows(one.block, inside)];
  });
  const table = rows.length === 0 ? [] : ["| name | type | | |", "|---|---|---|---|", ...rows, ""];
  return [...table, ...nested];
}

const ROLES = ["required", "optional", "told"];

function roleOf(one: AttributeDefinition): string {
  if (one.required === true) return "required";
  return one.optional === true ? "optional" : "told";
}

function byRole(
  [a, one]: readonly [string, AttributeDefinition],
  [b, other]: readonly [string, AttributeDefinition],
): number {
  return ROLES.indexOf(roleOf(one)) - ROLES.indexOf(roleOf(other)) || (a < b ? -1 : 1);
}

function row(name: string, one: AttributeDefinition): string {
  const facts = [
    roleOf(one),
    one.default !== undefined ? `default \`${JSON.stringify(one.default)}\`` : "",
    one.optional === true && one.computed === true && one.default === undefined ? "else told" : "",
    one.forceNew === true ? "a change needs a new object" : "",
    one.sensitive === true ? "sensitive" : "",
    one.writeOnly === true ? "kept nowhere" : "",
    one.deprecated === true ? "deprecated" : "",
  ];
  const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll(/\s*\n\s*/g, " ");
  const what = facts.filter((text) => text !== "").join(", ");
  return `| \`${name}\` | ${cell(typeConstraintText(one.type))} | ${cell(what)} | ${cell(one.description ?? "")} |`;
}
