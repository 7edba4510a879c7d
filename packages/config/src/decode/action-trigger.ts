import {
  type Attribute,
  type Block,
  type Expression,
  keywordOf,
  nativeExpression,
  traversalIn,
} from "@tutti/hcl";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import {
  ACTION_EVENTS,
  type ActionEvent,
  type ActionTrigger,
  type TriggeredAction,
} from "../module/action.ts";
import { listItems } from "./static-view.ts";

const SCHEMA = {
  attributes: [
    { name: "events", required: true },
    { name: "condition" },
    { name: "actions", required: true },
  ],
};

export function decodeActionTrigger(block: Block, diagnostics: DiagnosticList): ActionTrigger {
  const { content, diagnostics: found } = block.body.content(SCHEMA);
  diagnostics.addAll(found);
  const { attributes } = content;
  return {
    events: decodeEvents(attributes.get("events"), diagnostics),
    condition: attributes.get("condition")?.expression,
    actions: decodeActions(attributes.get("actions"), diagnostics),
    declRange: block.defRange,
  };
}

function decodeEvents(attribute: Attribute | undefined, diagnostics: DiagnosticList): readonly ActionEvent[] {
  if (attribute === undefined) return [];
  const items = listItems(attribute.expression, diagnostics);
  if (items.length === 0)
    diagnostics.error(
      configError("invalid-action-trigger"),
      `Without an event nothing is ever invoked. The events are ${ACTION_EVENTS.join(", ")}.`,
      attribute.expression.range,
    );
  return items.flatMap((item) => {
    const word = keywordOf(item);
    const event = ACTION_EVENTS.find((known) => known === word);
    if (event !== undefined) return [event];
    diagnostics.error(
      configError("invalid-action-trigger"),
      `This is no event that triggers an action. The events are ${ACTION_EVENTS.join(", ")}, written without quotes.`,
      item.range,
    );
    return [];
  });
}

function decodeActions(
  attribute: Attribute | undefined,
  diagnostics: DiagnosticList,
): readonly TriggeredAction[] {
  if (attribute === undefined) return [];
  const items = listItems(attribute.expression, diagnostics);
  if (items.length === 0)
    diagnostics.error(
      configError("invalid-action-trigger"),
      "Without an action nothing is ever invoked. Name at least one, as in action.TYPE.NAME.",
      attribute.expression.range,
    );
  return items.flatMap((item) => decodeTriggered(item, diagnostics) ?? []);
}

/** `action.TYPE.NAME`, and perhaps a key behind it. In JSON the text holds all of it. */
function decodeTriggered(written: Expression, diagnostics: DiagnosticList): TriggeredAction | undefined {
  const { range } = written;
  const expression = nativeExpression(written);
  const computed = expression.kind === "index" ? expression : undefined;
  const traversal = traversalIn(computed?.collection ?? expression);
  const [type, name, key, more] = traversal?.steps ?? [];
  const isAction =
    traversal?.rootName === "action" &&
    type?.kind === "attribute" &&
    name?.kind === "attribute" &&
    more === undefined &&
    (key === undefined || (key.kind === "index" && computed === undefined));
  if (!isAction) {
    const detail =
      "This is no action. Actions are written as action.TYPE.NAME, with a key in brackets behind where one of several is meant.";
    diagnostics.error(configError("invalid-action-trigger"), detail, range);
    return undefined;
  }
  const literal: Expression | undefined =
    key?.kind === "index" ? { kind: "literal", value: key.key, range: key.range } : undefined;
  return { key: `action.${type.name}.${name.name}`, instance: computed?.key ?? literal, range };
}
