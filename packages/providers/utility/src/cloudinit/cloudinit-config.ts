import {
  attributePath,
  type BlockDefinition,
  block,
  blockList,
  computed,
  type DataDefinition,
  errorDiagnostic,
  type Fields,
  optional,
  type PlainRecord,
  type ProviderDiagnostic,
  type ResourceDefinition,
  required,
} from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { BOOL, STRING } from "@tutti/values";
import { invalidValue } from "../attribute-rules.ts";
import { utilityError } from "../errors.ts";
import { STATE_ONLY } from "../state-only.ts";
import { renderParts } from "./render-parts.ts";

const BOUNDARY = "MIMEBOUNDARY";
const FORCE = { forceNew: true };

const PART: BlockDefinition = block({
  content: required(STRING, { ...FORCE, description: "What stands in it." }),
  content_type: optional(STRING, {
    ...FORCE,
    default: "text/plain",
    description: "What it is; by default text/plain.",
  }),
  filename: optional(STRING, { ...FORCE, description: "What it is called." }),
  merge_type: optional(STRING, {
    ...FORCE,
    description: "`X-Merge-Type`: how cloud-init joins it to the others.",
  }),
});

const CONFIG: BlockDefinition = block(
  {
    id: computed(STRING, { description: "A checksum of `rendered` (CRC-32)." }),
    gzip: optional(BOOL, { ...FORCE, default: true, description: "Compressed; by default yes." }),
    base64_encode: optional(BOOL, {
      ...FORCE,
      default: true,
      description: "In base64; by default yes, and it must be where it is compressed.",
    }),
    boundary: optional(STRING, {
      ...FORCE,
      default: BOUNDARY,
      description: `Between the parts; by default ${BOUNDARY}.`,
    }),
    rendered: computed(STRING, { description: "All of it." }),
  },
  { part: blockList(PART, { forceNew: true, minItems: 1 }) },
);

/** `data "cloudinit_config"`: a multi-part MIME message of files. */
export const CONFIG_DATA: DataDefinition<Runtime> = {
  block: CONFIG,
  validate,
  read: async (config) => rendered(config),
};

/** `cloudinit_config` as a resource; the data source does the same. */
export const CONFIG_RESOURCE: ResourceDefinition<Runtime> = {
  block: { ...CONFIG, deprecated: true },
  validate,
  ...STATE_ONLY,
  create: async (planned) => rendered(planned),
};

function validate(config: Fields): readonly ProviderDiagnostic[] {
  const mistakes: ProviderDiagnostic[] = [];
  if (config.string("boundary") === "")
    mistakes.push(invalidValue("boundary", "Attribute boundary string length must be at least 1, got: 0"));
  const isCompressed = !config.isUnknown("gzip") && config.bool("gzip") !== false;
  if (isCompressed && config.bool("base64_encode") === false)
    mistakes.push(
      errorDiagnostic(
        utilityError("invalid-attribute-configuration"),
        "Expected base64_encode to be set to true when gzip is true.",
        attributePath("base64_encode"),
      ),
    );
  return mistakes;
}

function rendered(config: Fields): PlainRecord {
  return renderParts(config.text("boundary") || BOUNDARY, config.blocks("part"), {
    gzip: config.bool("gzip") !== false,
    base64: config.bool("base64_encode") !== false,
  });
}
