import { dirname } from "node:path";
import {
  type AttributeDefinition,
  attributePath,
  block,
  errorDiagnostic,
  type Fields,
  optional,
  type ProviderDiagnostic,
  ProviderFailure,
  type ResourceDefinition,
  required,
  watchByLooking,
} from "@tutti/plugin";
import { type Runtime, RuntimeError, reasonOf } from "@tutti/runtime";
import { STRING } from "@tutti/values";
import { exactlyOneOf } from "../attribute-rules.ts";
import { checksums } from "../checksums.ts";
import { utilityError } from "../errors.ts";
import { TOLD_OF_CONTENT, toldOf } from "./file-attributes.ts";

const source = (description: string, options: Partial<AttributeDefinition> = {}) =>
  optional(STRING, { ...options, forceNew: true, description });

const SHOWN = {
  content: source("What stands in it, as text."),
  content_base64: source("The same in base64, for what is no text."),
  source: source("The same as that of another file, by its path."),
  sensitive_content: source("As `content`, not shown. Use `local_sensitive_file`.", {
    sensitive: true,
    deprecated: true,
  }),
};

const HIDDEN = {
  content: source("What stands in it, as text.", { sensitive: true }),
  content_base64: source("The same in base64, for what is no text.", { sensitive: true }),
  source: source("The same as that of another file, by its path."),
};

/** `local_file`: a file of this machine. */
export const LOCAL_FILE = fileResource(SHOWN, "0777");

/** `local_sensitive_file`: the same, its content not shown, and for its owner alone. */
export const LOCAL_SENSITIVE_FILE = fileResource(HIDDEN, "0700");

function fileResource(
  sources: Readonly<Record<string, AttributeDefinition>>,
  mode: string,
): ResourceDefinition<Runtime> {
  const permission = (of: string) =>
    optional(STRING, {
      default: mode,
      forceNew: true,
      description: `Mode of ${of} that is made, octal, before the umask; by default ${mode}.`,
    });
  return {
    block: block({
      filename: required(STRING, {
        forceNew: true,
        description: "Its path; folders that are missing are made, a file that is there is overwritten.",
      }),
      ...sources,
      file_permission: permission("the file"),
      directory_permission: permission("each folder"),
      ...TOLD_OF_CONTENT,
    }),
    validate: (config) => [
      ...exactlyOneOf(config, Object.keys(sources)),
      ...permissionMistakes(config, "file_permission"),
      ...permissionMistakes(config, "directory_permission"),
    ],
    async create(planned, { client: { disk } }) {
      const path = planned.text("filename");
      try {
        const bytes = await contentOf(planned, disk);
        await disk.makeDirectory(dirname(path), { mode: modeOf(planned, "directory_permission") });
        await disk.writeFile(path, bytes, { mode: modeOf(planned, "file_permission") });
        return toldOf(bytes);
      } catch (error) {
        if (!(error instanceof RuntimeError)) throw error;
        throw new ProviderFailure(
          utilityError("create-local-file-error"),
          `The file cannot be written: ${error.subject}: ${reasonOf(error)}.`,
          { cause: error },
        );
      }
    },
    // Whoever changed it made another file of it: this one is gone.
    async read(state, { client: { disk } }) {
      const path = state.text("filename");
      if ((await disk.stat(path)) === undefined) return undefined;
      return checksums(await disk.readFile(path)).sha1 === state.string("id") ? {} : undefined;
    },
    watch: (state, { client: { disk, clock }, ...listening }) =>
      watchByLooking(clock, async () => (await disk.stat(state.text("filename")))?.version ?? "", listening),
    async delete(state, { client: { disk } }) {
      await disk.remove(state.text("filename"));
    },
  };
}

async function contentOf(planned: Fields, disk: Runtime["disk"]): Promise<Uint8Array> {
  const base64 = planned.string("content_base64");
  if (base64 !== undefined) return Buffer.from(base64, "base64");
  const source = planned.string("source");
  if (source !== undefined) return disk.readFile(source);
  return new TextEncoder().encode(planned.string("sensitive_content") ?? planned.text("content"));
}

function modeOf(planned: Fields, name: string): number {
  return Number.parseInt(planned.text(name), 8);
}

function permissionMistakes(config: Fields, name: string): readonly ProviderDiagnostic[] {
  const mode = config.string(name);
  if (mode === undefined || /^0?[0-7]{3}$/.test(mode)) return [];
  const detail = `bad mode permission: 3 octal digits are expected, with a 0 before them or without: ${mode}`;
  return [errorDiagnostic(utilityError("invalid-file-permission"), detail, attributePath(name))];
}
