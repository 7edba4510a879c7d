import { block, computed, type DataDefinition, ProviderFailure, required } from "@tutti/plugin";
import { type Runtime, RuntimeError, reasonOf } from "@tutti/runtime";
import { STRING } from "@tutti/values";
import { utilityError } from "../errors.ts";
import { TOLD_OF_CONTENT, toldOf } from "./file-attributes.ts";

/** `local_file`, `local_sensitive_file`: what stands in a file. */
export function fileData(isSensitive: boolean): DataDefinition<Runtime> {
  const content = isSensitive ? { sensitive: true } : {};
  return {
    block: block({
      filename: required(STRING, { description: "Its path; it must be there." }),
      content: computed(STRING, {
        ...content,
        description: "As text; what is no UTF-8 in it becomes replacement characters.",
      }),
      content_base64: computed(STRING, { ...content, description: "In base64." }),
      ...TOLD_OF_CONTENT,
    }),
    async read(config, { client: { disk } }) {
      const bytes = await disk.readFile(config.text("filename")).catch((error: unknown) => {
        if (!(error instanceof RuntimeError)) throw error;
        throw new ProviderFailure(
          utilityError("read-local-file-error"),
          `The file at given path cannot be read: ${error.subject}: ${reasonOf(error)}.`,
          { cause: error },
        );
      });
      const buffer = Buffer.from(bytes);
      return {
        content: new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes),
        content_base64: buffer.toString("base64"),
        ...toldOf(bytes),
      };
    },
  };
}
