// A language model that is scripted: speaks OpenAI's and Anthropic's protocol, keeps what it was asked, and behaves as it is told.
import {createServer} from 'node:http';

/** The prompt in one form, whatever protocol it came by. */
function heard(path, body) {
  const anthropic = path.endsWith('/messages');
  const system = anthropic ? body.system : body.messages.find((it) => it.role === 'system').content;
  const user = body.messages.find((it) => it.role === 'user').content;
  const tools = (body.tools ?? []).map((tool) => (anthropic ? tool : tool.function));
  return {anthropic, system, data: JSON.parse(user), tools, wantsAnswer: anthropic ? body.tool_choice?.name === 'answer' : body.response_format?.type === 'json_schema'};
}

function said(anthropic, {text = '', answer, calls = [], refused = false}) {
  if (anthropic) {
    const content = [{type: 'text', text}, ...calls.map(({name, input}) => ({type: 'tool_use', id: 't', name, input}))];
    if (answer !== undefined) content.push({type: 'tool_use', id: 'a', name: 'answer', input: answer});
    return {content, stop_reason: refused ? 'refusal' : 'tool_use', usage: {input_tokens: 1000, output_tokens: 100}};
  }
  const message = {role: 'assistant', content: answer === undefined ? text : JSON.stringify(answer), refusal: refused ? 'I can not help with that.' : null};
  if (calls.length) message.tool_calls = calls.map(({name, input}) => ({id: 't', type: 'function', function: {name, arguments: JSON.stringify(input)}}));
  return {choices: [{message, finish_reason: 'stop'}], usage: {prompt_tokens: 1000, completion_tokens: 100}};
}

/** Resolves with `{origin, asked, behave, close}`. `behave(prompt, number)` gives `{answer | text | calls | refused}`, or
 *  `{status, headers, raw}` for what is no answer of the protocol, or `{hang: true}`. */
export async function startModel() {
  const asked = [];
  const model = {asked, headers: [], behave: () => ({answer: {answers: []}})};
  const server = createServer((request, response) => {
    let bytes = '';
    request.setEncoding('utf8');
    request.on('data', (chunk) => (bytes += chunk));
    request.on('end', () => {
      const prompt = {...heard(request.url, JSON.parse(bytes)), whole: bytes};
      asked.push(prompt);
      model.headers.push(request.headers);
      const act = model.behave(prompt, asked.length);
      if (act.hang) return;
      response.writeHead(act.status ?? 200, {'content-type': 'application/json', ...act.headers});
      response.end(act.raw ?? JSON.stringify(said(prompt.anthropic, act)));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  model.origin = `http://127.0.0.1:${server.address().port}`;
  model.close = () => new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
  return model;
}
