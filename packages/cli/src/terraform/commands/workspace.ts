import { groupCommand } from "./group.ts";

/** `workspace` alone shows what stands behind it. */
export const command = groupCommand("workspace", "Workspace management");
