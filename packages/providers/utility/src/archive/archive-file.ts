import { dirname } from "node:path";
import {
  type BlockDefinition,
  block,
  blockSet,
  computed,
  type DataDefinition,
  type Fields,
  optional,
  type PlainRecord,
  type ProviderDiagnostic,
  type ResourceDefinition,
  required,
} from "@tutti/plugin";
import { type Runtime, RuntimeError, reasonOf } from "@tutti/runtime";
import { BOOL, NUMBER, STRING, setType } from "@tutti/values";
import { atLeastOneOf, conflictsWith } from "../attribute-rules.ts";
import { checksums } from "../checksums.ts";
import { archiveFailure } from "./archive-failure.ts";
import { archivedFiles } from "./archived-files.ts";
import { ARCHIVERS } from "./archivers.ts";

const FORCE = { forceNew: true };
const told = (what: string) => computed(STRING, { description: what });

const ARCHIVE: BlockDefinition = block(
  {
    type: required(STRING, { ...FORCE, description: "zip or tar.gz." }),
    source_file: optional(STRING, { ...FORCE, description: "The path of a file." }),
    source_dir: optional(STRING, {
      ...FORCE,
      description: "The path of a folder; what is in it is archived.",
    }),
    source_content: optional(STRING, {
      ...FORCE,
      description: "The content of a file, by `source_content_filename`.",
    }),
    source_content_filename: optional(STRING, { ...FORCE, description: "The name of that file." }),
    excludes: optional(setType(STRING), {
      ...FORCE,
      description: "Patterns of paths below `source_dir` that are left out; `**` stands for folders.",
    }),
    exclude_symlink_directories: optional(BOOL, {
      description: "Links to folders are left out, not followed.",
    }),
    output_path: required(STRING, { ...FORCE, description: "Where the archive is written." }),
    output_file_mode: optional(STRING, { ...FORCE, description: "The mode of all files in it: 0644." }),
    output_size: computed(NUMBER, { description: "Its length in bytes." }),
    id: told("As `output_sha`."),
    output_md5: told("MD5, hexadecimal."),
    output_sha: told("SHA-1, hexadecimal."),
    output_sha256: told("SHA-256, hexadecimal."),
    output_sha512: told("SHA-512, hexadecimal."),
    output_base64sha256: told("SHA-256, in base64."),
    output_base64sha512: told("SHA-512, in base64."),
  },
  {
    source: blockSet(
      block({
        content: required(STRING, { ...FORCE, description: "The content of a file." }),
        filename: required(STRING, { ...FORCE, description: "Its name in the archive." }),
      }),
      FORCE,
    ),
  },
);

/** `data "archive_file"`: the archive is written while planning. */
export const ARCHIVE_DATA: DataDefinition<Runtime> = {
  block: ARCHIVE,
  validate,
  read: (config, { client }) => write(config, client),
};

/** `archive_file` as a resource: the archive is written by apply, and again with every refresh. */
export const ARCHIVE_RESOURCE: ResourceDefinition<Runtime> = {
  block: ARCHIVE,
  validate,
  create: (planned, { client }) => write(planned, client),
  read: (state, { client }) => write(state, client),
  // Whether links are left out: the next refresh does it.
  update: (planned, _, { client }) => write(planned, client),
  delete: async () => {},
};

function validate(config: Fields): readonly ProviderDiagnostic[] {
  const content = ["source_content", "source_content_filename"];
  const written = withSources(config);
  return [
    ...atLeastOneOf(written, ["source", "source_content_filename", "source_file", "source_dir"]),
    ...conflictsWith(config, "source_content", ["source_file", "source_dir"]),
    ...conflictsWith(config, "source_content_filename", ["source_file", "source_dir"]),
    ...conflictsWith(config, "source_file", ["source_dir", ...content]),
    ...conflictsWith(config, "source_dir", ["source_file", ...content]),
    ...conflictsWith(config, "excludes", ["source_file", ...content]),
    ...conflictsWith(written, "source", ["source_file", "source_dir", ...content]),
  ];
}

/** No blocks at all are not written, though they are an empty set. */
function withSources(config: Fields): Pick<Fields, "isUnknown" | "plain"> {
  return {
    isUnknown: (name) => config.isUnknown(name),
    plain: (name) => (name === "source" && config.blocks(name).length === 0 ? null : config.plain(name)),
  };
}

async function write(config: Fields, { disk }: Runtime): Promise<PlainRecord> {
  const path = config.text("output_path");
  const type = config.text("type");
  const archiver = Object.hasOwn(ARCHIVERS, type) ? ARCHIVERS[type] : undefined;
  if (archiver === undefined) throw archiveFailure(`archive type not supported: ${type}`);
  try {
    const bytes = await archiver(await archivedFiles(config, disk));
    await disk.makeDirectory(dirname(path), { mode: 0o755 });
    await disk.replaceFile(path, bytes);
    const { md5, sha1, sha256, sha512, base64sha256, base64sha512 } = checksums(bytes);
    return {
      id: sha1,
      output_size: bytes.length,
      output_md5: md5,
      output_sha: sha1,
      output_sha256: sha256,
      output_sha512: sha512,
      output_base64sha256: base64sha256,
      output_base64sha512: base64sha512,
    };
  } catch (error) {
    if (error instanceof RuntimeError) throw archiveFailure(`${error.subject}: ${reasonOf(error)}`);
    throw error;
  }
}
