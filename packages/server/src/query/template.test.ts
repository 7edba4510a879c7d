import { describe, expect, test } from "vitest";
import { sampleQuery } from "../../testkit/sample-query.ts";
import type { QueryRecord } from "./records.ts";
import { fillTemplate, templateMistake } from "./template.ts";

type Service = QueryRecord["Service"];

function template(service: Partial<Service>, more: Partial<QueryRecord["Template"]> = {}): QueryRecord {
  const query = sampleQuery("c-", "x", "name_prefix_match");
  return {
    ...query,
    Template: { ...query.Template, ...more },
    Service: { ...query.Service, ...service },
  };
}

describe("a template's texts are filled", () => {
  const groups = { Regexp: "^c-(.*)-(.*)$" };
  test.each<[string, string, string]>([
    ["${name.full}", "c-foo-bar", "c-foo-bar"],
    ["${name.prefix}|${name.suffix}", "c-foo-bar", "c-|foo-bar"],
    ["${name.prefix}|${name.suffix}", "C-foo", "c-|C-foo"],
    ["${match(0)}|${match(1)}|${match(2)}|${match(3)}", "c-foo-bar", "c-foo-bar|foo|bar|"],
    ["${match(1)}", "c-foo", ""],
    ["${ match( 1 ) }", "c-foo-bar", "foo"],
    ["${agent.segment}x", "c-", "x"],
    ['${"lit"}${7}', "c-", "lit7"],
    ["$${name.full} $ {x} } $", "c-", "${name.full} $ {x} } $"],
    ["", "c-", ""],
  ])("%s for %s", (text, name, wanted) => {
    const query = template({ Service: text }, groups);
    expect(templateMistake(query)).toBeUndefined();
    expect(fillTemplate(query, name).Service.Service).toBe(wanted);
  });

  test("wherever they stand in the service", () => {
    const t = "${match(1)}";
    const query = template(
      {
        Failover: { NearestN: 0, Datacenters: [t] },
        IgnoreCheckIDs: [t],
        Near: t,
        Tags: ["", t],
        NodeMeta: { k: t },
        ServiceMeta: { k: t },
      },
      { Regexp: "^c-(.*)$" },
    );
    expect(fillTemplate(query, "c-1").Service).toMatchObject({
      Failover: { Datacenters: ["1"] },
      IgnoreCheckIDs: ["1"],
      Near: "1",
      Tags: ["", "1"],
      NodeMeta: { k: "1" },
      ServiceMeta: { k: "1" },
    });
    const tidy = { ...query, Template: { ...query.Template, RemoveEmptyTags: true } };
    expect(fillTemplate(tidy, "c-").Service.Tags).toEqual([]);
  });
});

describe("a template is refused", () => {
  test.each<[Partial<Service>, string]>([
    [
      { Service: "${" },
      "Bad format '${' in Service.Service: parse error at 1:3: expected expression but found end of string",
    ],
    [
      { Service: "${}" },
      "Bad format '${}' in Service.Service: parse error at 1:3: expected expression but found \"}\"",
    ],
    [
      { Service: "a ${name.full" },
      "Bad format 'a ${name.full' in Service.Service: parse error at 1:14: expected \"}\" but found end of string",
    ],
    [
      { Near: "a\n${1 + 1}" },
      'Bad format \'a\n${1 + 1}\' in Service.Near: parse error at 2:5: expected "}" but found "+"',
    ],
    [
      { Service: "${bad}" },
      "Bad evaluation for '${bad}' in Service.Service: 1:3: unknown variable accessed: bad",
    ],
    [
      { Tags: ["", "${bad}"] },
      "Bad evaluation for '${bad}' in Service.Tags[1]: 1:3: unknown variable accessed: bad",
    ],
    [
      { NodeMeta: { z: "${bad}" } },
      "Bad evaluation for '${bad}' in Service.NodeMeta[z]: 1:3: unknown variable accessed: bad",
    ],
    [
      { Failover: { NearestN: 0, Datacenters: ["${bad}"] } },
      "Bad evaluation for '${bad}' in Service.Failover.Datacenters[0]: 1:3: unknown variable accessed: bad",
    ],
    [
      { Service: "${match(x)}" },
      "Bad evaluation for '${match(x)}' in Service.Service: 1:9: unknown variable accessed: x",
    ],
    [
      { Service: "${match()}" },
      "Bad evaluation for '${match()}' in Service.Service: 1:3: match: expected 1 arguments, got 0",
    ],
    [
      { Service: "${nope(1)}" },
      "Bad evaluation for '${nope(1)}' in Service.Service: 1:3: unknown function called: nope",
    ],
    [
      { Service: '${match("1")}' },
      "Bad evaluation for '${match(\"1\")}' in Service.Service: 1:9: match: a whole number is wanted here",
    ],
  ])("%j", (service, wanted) => {
    expect(templateMistake(template(service))).toBe(`failed compiling template: ${wanted}`);
  });

  test("for how its texts are written before its expression, and for what they say behind it", () => {
    const mistake = (text: string) => templateMistake(template({ Service: text }, { Regexp: "(" }));
    expect(mistake("${")).toContain("Bad format");
    expect(mistake("${bad}")).toContain("Bad Regexp: error parsing regexp: missing closing ): `(`");
    expect(templateMistake(template({}, { Type: "x" }))).toBe(
      "failed compiling template: Bad Template.Type 'x'",
    );
  });

  test("calls in calls without end", () => {
    const text = `\${${"match(".repeat(50_000)}`;
    expect(templateMistake(template({ Service: text }))).toContain("expected expression");
  });
});
