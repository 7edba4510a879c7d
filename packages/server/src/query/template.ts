import { RE2JS } from "re2js";
import { goRegexpError } from "../filter/go-regexp.ts";
import type { QueryRecord } from "./records.ts";
import { fillTemplateText, parseTemplateText, type TemplateScope } from "./template-text.ts";

type Service = QueryRecord["Service"];

/** What is wrong with a query's template, if it is one; said after what is wrong with its name and session. */
export function templateMistake(query: QueryRecord): string | undefined {
  const { Type, Regexp } = query.Template;
  if (Type === "") return undefined;
  const mistake = Type === "name_prefix_match" ? mistakeIn(query, Regexp) : `Bad Template.Type '${Type}'`;
  return mistake === undefined ? undefined : `failed compiling template: ${mistake}`;
}

/** How its texts are written, then the expression, then whether they can be filled for the shortest name. */
function mistakeIn(query: QueryRecord, regexp: string): string | undefined {
  let unreadable: string | undefined;
  mapTexts(query.Service, (text, path) => {
    const parsed = parseTemplateText(text);
    if ("mistake" in parsed) unreadable ??= `Bad format '${text}' in Service${path}: ${parsed.mistake}`;
    return text;
  });
  if (unreadable !== undefined) return unreadable;
  const mistake = regexp === "" ? undefined : goRegexpError(regexp);
  if (mistake !== undefined) return `Bad Regexp: ${mistake}`;
  return fill(query, query.Name).mistake;
}

/** Puts the parts of the name into the texts of a template that has no mistake. */
export function fillTemplate(query: QueryRecord, name: string): QueryRecord {
  const { service } = fill(query, name);
  const { Tags } = service;
  const tags = query.Template.RemoveEmptyTags ? (Tags?.filter((tag) => tag !== "") ?? null) : Tags;
  return { ...query, Service: { ...service, Tags: tags } };
}

function fill(
  query: QueryRecord,
  name: string,
): { readonly service: Service; readonly mistake: string | undefined } {
  const groups = groupsOf(query.Template.Regexp, name);
  const scope: TemplateScope = {
    variables: new Map([
      ["name.full", name],
      ["name.prefix", query.Name],
      // Names are found in any letter case, but what is left of one is told by its own.
      ["name.suffix", name.startsWith(query.Name) ? name.slice(query.Name.length) : name],
      ["agent.segment", ""],
    ]),
    match: (group) => groups[group] ?? "",
  };
  let mistake: string | undefined;
  const service = mapTexts(query.Service, (text, path) => {
    const parsed = parseTemplateText(text);
    const filled = "mistake" in parsed ? parsed : fillTemplateText(text, parsed.parts, scope);
    if ("text" in filled) return filled.text;
    mistake ??= `Bad evaluation for '${text}' in Service${path}: ${filled.mistake}`;
    return "";
  });
  return { service, mistake };
}

/** All texts of a service's record, in its order, with their paths. */
function mapTexts(service: Service, change: (text: string, path: string) => string): Service {
  const list = (path: string, texts: readonly string[] | null): readonly string[] | null =>
    texts?.map((text, at) => change(text, `${path}[${at}]`)) ?? null;
  const map = (path: string, texts: Service["NodeMeta"]): Service["NodeMeta"] =>
    texts === null
      ? null
      : Object.fromEntries(
          Object.entries(texts).map(([key, text]) => [key, change(text, `${path}[${key}]`)]),
        );
  return {
    ...service,
    Service: change(service.Service, ".Service"),
    Failover: {
      ...service.Failover,
      Datacenters: list(".Failover.Datacenters", service.Failover.Datacenters),
    },
    IgnoreCheckIDs: list(".IgnoreCheckIDs", service.IgnoreCheckIDs),
    Near: change(service.Near, ".Near"),
    Tags: list(".Tags", service.Tags),
    NodeMeta: map(".NodeMeta", service.NodeMeta),
    ServiceMeta: map(".ServiceMeta", service.ServiceMeta),
  };
}

function groupsOf(pattern: string, name: string): readonly string[] {
  if (pattern === "") return [];
  const matcher = RE2JS.compile(pattern).matcher(name);
  if (!matcher.find()) return [];
  return Array.from({ length: matcher.groupCount() + 1 }, (_unused, index) => matcher.group(index) ?? "");
}
