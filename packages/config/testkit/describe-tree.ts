import { formatConfigResource } from "@tutti/addresses";
import { traversalText } from "@tutti/hcl";
import { typeConstraintText } from "@tutti/values";
import { formatAbsoluteProvider, type ModuleNode, type Resource, resolveProvider } from "../src/index.ts";

/** One module as text, for golden files. */
export function describeTree(node: ModuleNode): string {
  const { module, path } = node;
  const out = [`module ${["root", ...path].join(".")} in ${module.directory}`];
  for (const { text } of module.requiredVersions) out.push(`  requires version ${text}`);
  for (const { name, source, aliases } of module.requiredProviders.values()) {
    out.push(`  requires ${name} = ${source}${aliases.map(({ alias }) => ` alias ${alias}`).join("")}`);
  }
  if (module.backend !== undefined) out.push(`  backend ${module.backend.type}`);
  for (const key of module.providerConfigs.keys()) out.push(`  provider ${key}`);
  for (const { name, type, sensitive, default: value } of module.variables.values()) {
    const more = `${sensitive ? " sensitive" : ""}${value === undefined ? " required" : ""}`;
    out.push(`  variable ${name}: ${typeConstraintText(type)}${more}`);
  }
  for (const name of module.locals.keys()) out.push(`  local ${name}`);
  for (const { name, source, forEach } of module.moduleCalls.values()) {
    out.push(`  module ${name} from ${source}${forEach === undefined ? "" : " for_each"}`);
  }
  for (const resource of module.resources.values()) out.push(...describeResource(resource, node));
  for (const name of module.outputs.keys()) out.push(`  output ${name}`);
  for (const { name, asserts } of module.checks.values())
    out.push(`  check ${name}: ${asserts.length} asserts`);
  for (const { from, to } of module.moved) out.push(`  moved ${from.kind} to ${to.kind}`);
  for (const { from, destroy } of module.removed) out.push(`  removed ${from.kind} destroy ${destroy}`);
  for (const { toResource } of module.imports) out.push(`  import ${formatConfigResource(toResource)}`);
  return `${out.join("\n")}\n`;
}

function describeResource(resource: Resource, node: ModuleNode): readonly string[] {
  const { key, count, forEach, dependsOn, lifecycle, provisioners } = resource;
  const repetition = count !== undefined ? " count" : forEach !== undefined ? " for_each" : "";
  const out = [`  ${key}${repetition} by ${formatAbsoluteProvider(resolveProvider(node, resource))}`];
  if (dependsOn.length > 0) out.push(`    depends on ${dependsOn.map(traversalText).join(", ")}`);
  if (lifecycle.createBeforeDestroy) out.push("    create before destroy");
  for (const ignored of lifecycle.ignoreChanges) out.push(`    ignores ${traversalText(ignored)}`);
  for (const { type, when } of provisioners) out.push(`    provisioner ${type} at ${when}`);
  return out;
}
