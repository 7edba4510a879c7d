import { groupCommand } from "./group.ts";

/** `state` alone shows what stands behind it. */
export const command = groupCommand("state", "Advanced state management");
