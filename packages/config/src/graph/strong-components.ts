/**
 * Tarjan's strongly connected components, without recursion. Components come
 * out dependencies first; one of more than one member is a cycle.
 */
export function strongComponents(edges: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const count = edges.length;
  const index = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const onStack = new Uint8Array(count);
  const stack: number[] = [];
  const out: number[][] = [];
  let next = 0;
  const enter = (node: number): void => {
    index[node] = next;
    low[node] = next;
    next += 1;
    stack.push(node);
    onStack[node] = 1;
  };
  for (let root = 0; root < count; root++) {
    if (index[root] !== -1) continue;
    const work: { readonly node: number; edge: number }[] = [{ node: root, edge: 0 }];
    enter(root);
    for (let frame = work.at(-1); frame !== undefined; frame = work.at(-1)) {
      const { node } = frame;
      const target = edges[node]?.[frame.edge];
      if (target !== undefined) {
        frame.edge += 1;
        if (index[target] === -1) {
          enter(target);
          work.push({ node: target, edge: 0 });
        } else if (onStack[target] === 1) low[node] = Math.min(low[node] ?? 0, index[target] ?? 0);
        continue;
      }
      work.pop();
      const parent = work.at(-1);
      if (parent !== undefined) low[parent.node] = Math.min(low[parent.node] ?? 0, low[node] ?? 0);
      if (low[node] === index[node]) out.push(takeComponent(stack, onStack, node));
    }
  }
  return out;
}

function takeComponent(stack: number[], onStack: Uint8Array, node: number): number[] {
  const component: number[] = [];
  for (;;) {
    const member = stack.pop();
    if (member === undefined) return component;
    onStack[member] = 0;
    component.push(member);
    if (member === node) return component;
  }
}
