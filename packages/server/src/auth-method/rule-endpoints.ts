import { rightToReadAcl, rightToWriteAcl } from "../acl/acl-rights.ts";
import { ACL_BINDING_RULE } from "../acl/bodies.ts";
import { isUuid, lookupMistake } from "../acl/lookup-mistake.ts";
import { aclRead } from "../acl/read-reply.ts";
import type { BindingRuleRecord } from "../acl/records.ts";
import { indexes } from "../acl/shape.ts";
import type { Decoded } from "../decode/shape.ts";
import { readBodyAs } from "../endpoint/body.ts";
import { type Endpoint, endpoint } from "../endpoint/endpoint.ts";
import { empty, json, refusal } from "../endpoint/reply.ts";
import { serverError } from "../errors.ts";
import { filterMistake } from "../filter/filter.ts";
import type { Endpoints, ServerContext } from "../server-context.ts";
import type { Draft } from "../state/draft.ts";
import { type Outcome, Refusal, refuse } from "../state/refusal.ts";
import type { Row } from "../state/table.ts";
import { BIND_TYPES, type BindType, bindNameMistake } from "./bind-name.ts";
import { authMethodError } from "./errors.ts";
import type { Validators } from "./validators.ts";

/** `/v1/acl/binding-rule` and `/v1/acl/binding-rules`. */
export function ruleEndpoints(context: ServerContext, validators: Validators): Endpoints {
  const { bindingRules } = context.state.acl;
  return {
    "acl.binding-rule-list": endpoint<string>({
      decode: ({ query }) => query.of("acl.binding-rule-list").text("authmethod"),
      rights: rightToReadAcl,
      answer(method) {
        const rows = [...bindingRules.list()].filter(
          ({ value }) => method === "" || value.AuthMethod === method,
        );
        return aclRead(context, "acl.binding-rule-list", rows.map(ruleShape));
      },
    }),
    "acl.binding-rule-read": ofRule(rightToReadAcl, (id) => {
      const row = bindingRules.get(id);
      return row === undefined ? empty(404) : aclRead(context, "acl.binding-rule-read", ruleShape(row));
    }),
    "acl.binding-rule-create": write(context, validators),
    "acl.binding-rule-update": write(context, validators),
    "acl.binding-rule-delete": ofRule(rightToWriteAcl, async (id, granted) => {
      const written = await granted.write((draft) => draft.delete(bindingRules, id));
      return written instanceof Refusal ? refusal(written) : json(true);
    }),
  };
}

/** What is asked of a rule that the path names. */
function ofRule(
  rights: typeof rightToReadAcl,
  answer: (
    ...of: Parameters<Parameters<typeof endpoint<string>>[0]["answer"]>
  ) => ReturnType<Parameters<typeof endpoint<string>>[0]["answer"]>,
): Endpoint {
  return endpoint<string>({
    decode: ({ rest }) => (rest === "" ? refuse(authMethodError("binding-rule-id-missing"), 400) : rest),
    rights,
    answer(id, granted) {
      const mistake = lookupMistake("binding rule", id);
      return mistake === undefined ? answer(id.toLowerCase(), granted) : refusal(mistake);
    },
  });
}

interface Writing {
  /** Empty for a new one. */
  readonly id: string;
  readonly body: Decoded<typeof ACL_BINDING_RULE>;
}

function write({ state, runtime }: ServerContext, validators: Validators): Endpoint {
  const { bindingRules } = state.acl;

  function put(draft: Draft, { id, body }: Writing): Outcome<Row<BindingRuleRecord>> {
    if (id !== "" && !isUuid(id)) return refuse(serverError("acl-id-invalid", "Binding Rule"));
    const existing = id === "" ? undefined : draft.get(bindingRules, id.toLowerCase());
    if (id !== "" && existing === undefined) return refuse(authMethodError("binding-rule-not-found", id));
    const method = body.AuthMethod === "" ? (existing?.value.AuthMethod ?? "") : body.AuthMethod;
    if (existing !== undefined && existing.value.AuthMethod !== method)
      return refuse(authMethodError("binding-rule-method-cannot-change"));
    if (method === "") return refuse(authMethodError("binding-rule-without-a-method"));
    const mistake = ruleMistake(draft, body, method);
    if (mistake !== undefined) return mistake;
    const { Description, Selector, BindType, BindName } = body;
    const ID = existing?.id ?? runtime.random.uuid();
    return draft.put(bindingRules, ID, { ID, Description, AuthMethod: method, Selector, BindType, BindName });
  }

  function ruleMistake(draft: Draft, rule: Writing["body"], name: string): Refusal | undefined {
    const method = draft.get(state.acl.authMethods, name);
    if (method === undefined) return refuse(authMethodError("auth-method-not-found", JSON.stringify(name)));
    const validator = validators.of(method);
    if (validator instanceof Refusal) return validator;
    const { selectors, variables } = validator.form;
    const unfit = filterMistake(rule.Selector, selectors);
    if (unfit !== undefined) return refuse(authMethodError("binding-rule-selector-invalid", unfit));
    if (rule.BindType === "") return refuse(authMethodError("binding-rule-invalid", "no BindType is set"));
    if (rule.BindName === "") return refuse(authMethodError("binding-rule-invalid", "no BindName is set"));
    const type = BIND_TYPES.find((one) => one === rule.BindType);
    if (type === undefined)
      return refuse(
        authMethodError("binding-rule-invalid", `unknown BindType ${JSON.stringify(rule.BindType)}`),
      );
    const mistake = bindNameMistake(type, rule.BindName, variables);
    return mistake === undefined ? undefined : refuse(authMethodError("binding-rule-invalid", mistake));
  }

  return endpoint<Writing>({
    async decode(request) {
      const prefix = "Bad request: BindingRule decoding failed: ";
      const body = await readBodyAs(request, ACL_BINDING_RULE, { prefix });
      if (body instanceof Refusal) return body;
      return body.ID !== "" && body.ID !== request.rest
        ? refuse(serverError("acl-id-does-not-match", "BindingRule"), 400)
        : { id: request.rest, body };
    },
    rights: rightToWriteAcl,
    async answer(writing, granted) {
      const written = await granted.write((draft) => put(draft, writing));
      return written instanceof Refusal ? refusal(written) : json(ruleShape(written.value));
    },
  });
}

function ruleShape(row: Row<BindingRuleRecord>): Readonly<Record<string, unknown>> {
  return { ...row.value, ...indexes(row) };
}

/** A rule's type, where it is one that is known. */
export function bindTypeOf({ BindType }: BindingRuleRecord): BindType | undefined {
  return BIND_TYPES.find((one) => one === BindType);
}
