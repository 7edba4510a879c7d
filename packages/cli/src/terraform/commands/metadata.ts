import { groupCommand } from "./group.ts";

/** `metadata` alone shows what stands behind it. */
export const command = groupCommand("metadata", "Metadata related commands");
