import type { Fields, ServiceInstance } from "@tutti/plugin";

/** The supervisor owns the services: it stays the same when the program is restarted, and goes when that has ended for good. */
export function processInstance(state: Fields): ServiceInstance {
  const id = state.text("id");
  return {
    key: `process-${id}`,
    owner: {
      Kind: "process",
      ID: String(state.number("supervisor_pid") ?? 0),
      StartedAt: state.text("supervisor_started_at"),
      Resource: `tutti_process ${id}`,
    },
    // 0: the port that it was given.
    endpoint: (port) => ({ address: "", port: port === 0 ? (state.number("assigned_port") ?? port) : port }),
  };
}
