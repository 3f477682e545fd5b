// An MCP server over standard input and output. Its one tool says which of its variables have the value that the test expects,
// without showing it.
import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';

const digest = (text) => createHash('sha256').update(text ?? '').digest('hex').slice(0, 12);
const results = {
  initialize: (params) => ({
    protocolVersion: params.protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'stdio-stub', version: '1' },
  }),
  'tools/list': () => ({
    tools: [{ name: 'recall', description: 'Says what it knows', inputSchema: { type: 'object', properties: {} } }],
  }),
  'tools/call': () => ({
    content: [{ type: 'text', text: `TOKEN ${digest(process.env.TOKEN)} KEY ${digest(process.env.KEY)} ARG ${digest(process.argv[2])}` }],
  }),
  ping: () => ({}),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) continue;
  const result = results[method];
  const answer = result ? { result: result(params) } : { error: { code: -32601, message: `There is no ${method}` } };
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...answer })}\n`);
}
