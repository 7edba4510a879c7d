/** Marks the result of `type`: a text that the console prints as it is, and that nothing else may use. */
export const TYPE_MARK = "type";
