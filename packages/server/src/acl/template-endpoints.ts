import { Buffer } from "node:buffer";
import { struct, text } from "../decode/shape.ts";
import { readBodyAs } from "../endpoint/body.ts";
import { type Endpoint, endpoint } from "../endpoint/endpoint.ts";
import { json } from "../endpoint/reply.ts";
import type { Endpoints } from "../server-context.ts";
import { Refusal } from "../state/refusal.ts";
import { rightToReadAcl } from "./acl-rights.ts";
import { policyHash } from "./content-hash.ts";
import { templateMistake } from "./templated-policies.ts";
import { type PolicyTemplate, rulesOfTemplate, schemaOf, templates } from "./templates.ts";

const VARIABLES = struct("structs.ACLTemplatedPolicyVariables", { Name: text });

/** `/v1/acl/templated-policy`: which there are, and what they come to. */
export function templateEndpoints(): Endpoints {
  return {
    "acl.template-list": endpoint<undefined>({
      decode: () => undefined,
      rights: rightToReadAcl,
      answer: () => json(Object.fromEntries([...templates].map(([name, one]) => [name, shown(one)]))),
    }),
    "acl.template-read": endpoint<PolicyTemplate>({
      decode: ({ rest }) => templates.get(rest) ?? templateMistake(rest, "") ?? missing(rest),
      rights: rightToReadAcl,
      answer: (template) => json(shown(template)),
    }),
    "acl.template-preview": previewEndpoint(),
  };
}

function missing(name: string): never {
  throw new Error(`the template ${name} is there, and is not`);
}

function previewEndpoint(): Endpoint {
  return endpoint<{ readonly template: PolicyTemplate; readonly name: string }>({
    async decode(request) {
      const body = await readBodyAs(request, VARIABLES);
      if (body instanceof Refusal) return body;
      const template = templates.get(request.rest);
      const mistake = templateMistake(request.rest, body.Name);
      return mistake ?? { template: template ?? missing(request.rest), name: body.Name };
    },
    rights: rightToReadAcl,
    answer({ template, name }) {
      const Rules = rulesOfTemplate(template, name);
      const Description = `synthetic policy generated from templated policy: ${template.name}`;
      const policy = { Name: "", Description, Rules, Datacenters: null };
      const Hash = policyHash(policy);
      const id = Buffer.from(Hash, "base64").toString("hex").slice(0, 32);
      return json({
        ...policy,
        ID: id,
        Name: `synthetic-policy-${id}`,
        Hash,
        CreateIndex: 0,
        ModifyIndex: 0,
      });
    },
  });
}

function shown(template: PolicyTemplate): object {
  return {
    TemplateName: template.name,
    Schema: schemaOf(template),
    Template: template.template,
    Description: template.description,
  };
}
