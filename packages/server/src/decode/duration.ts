/** What Go says about a text that is no duration. */
export function durationError(text: string): string {
  const quoted = JSON.stringify(text);
  if (/^[+-]?(\d+(\.\d*)?|\.\d+)+$/.test(text)) return `time: missing unit in duration ${quoted}`;
  const unit = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)([^\d.]+)/.exec(text)?.[1];
  if (unit !== undefined) return `time: unknown unit ${JSON.stringify(unit)} in duration ${quoted}`;
  return `time: invalid duration ${quoted}`;
}
