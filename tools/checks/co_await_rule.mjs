// g++ 12 miscompiles some statements with co_await (GCC bug 107288). So a statement that holds co_await may hold no braces,
// no capturing lambda and no ?: beside it. What stands inside a lambda's body are statements of their own.
import {tokensOf} from './cpp_tokens.mjs';

const BLOCK_AFTER = new Set([')', '}', ';', ':', 'else', 'do', 'try', 'const', 'noexcept', 'override', 'final', 'mutable', 'requires', '&']);
const TYPE_WORDS = new Set(['class', 'struct', 'union', 'enum', 'namespace', 'extern', 'concept']);
const HEADS = new Set(['if', 'while', 'for', 'switch', 'catch']);

/** @returns {{line: number, what: string}[]} */
export function coAwaitViolations(source) {
  const tokens = tokensOf(source);
  const found = [];
  let at = 0;

  function isLambda() {
    const before = tokens[at - 1];
    if (tokens[at + 1]?.text === '[' || before?.text === '[') return false; // an attribute
    if (!before) return false;
    if (before.kind === 'word') return ['return', 'co_return', 'co_await', 'co_yield', 'throw', 'case', 'else'].includes(before.text);
    return before.kind === 'sign' && ![')', ']'].includes(before.text);
  }

  /** Stands on the `[` of a lambda; leaves on the token after its body. Gives whether it captures. */
  function lambda() {
    let depth = 0;
    const open = at;
    do {
      if (tokens[at].text === '[') depth++;
      if (tokens[at].text === ']') depth--;
      at++;
    } while (depth > 0 && at < tokens.length);
    const captures = at - open > 2;
    let parentheses = 0;
    while (at < tokens.length && (parentheses > 0 || tokens[at].text !== '{')) {
      if ('(['.includes(tokens[at].text)) parentheses++;
      if (')]'.includes(tokens[at].text)) parentheses--;
      if (parentheses < 0 || (parentheses === 0 && [';', ','].includes(tokens[at].text))) return captures; // no body: not a lambda after all
      at++;
    }
    at++;
    block();
    return captures;
  }

  /** Reads statements up to and with the closing brace of this block. */
  function block() {
    while (at < tokens.length && tokens[at].text !== '}') statement();
    at++;
  }

  function opensBlock(words) {
    const before = tokens[at - 1];
    if (words.length === 0) return true;
    if (before.kind === 'text') return true; // extern "C" {
    if (words.some((word) => TYPE_WORDS.has(word)) && !words.includes('=')) return true;
    if (before.text === '>' || before.kind === 'word') return BLOCK_AFTER.has(before.text) || words.includes('->');
    return BLOCK_AFTER.has(before.text);
  }

  /** Reads one statement, or the head of one (`if (…)`), up to its end; nested blocks are read as statements. */
  function statement() {
    const beside = [];
    const words = []; // tokens outside parentheses
    let awaits = null;
    const closers = [];
    const finish = () => {
      if (awaits !== null) for (const {line, what} of beside) found.push({line, what});
    };
    while (at < tokens.length) {
      const {text, kind, line} = tokens[at];
      const outside = closers.length === 0;
      if (kind !== 'text' && text === 'co_await') awaits ??= line;
      if (kind === 'sign') {
        if (text === '?') beside.push({line, what: '?: in a statement with co_await'});
        if (text === '[' && isLambda()) {
          if (lambda()) beside.push({line, what: 'a capturing lambda in a statement with co_await'});
          continue;
        }
        if (outside && text === ';') {
          at++;
          return finish();
        }
        if (outside && text === '}') return finish(); // the block's end: its owner reads it
        if (text === '{') {
          if (outside && opensBlock(words)) {
            finish();
            at++;
            return block();
          }
          beside.push({line, what: 'braces in a statement with co_await'});
        }
        if ('([{'.includes(text)) closers.push(text);
        if (')]}'.includes(text)) {
          closers.pop();
          const head = words[0] === 'else' ? words[1] : words[0];
          if (closers.length === 0 && text === ')' && HEADS.has(head)) {
            at++;
            return finish();
          }
        }
      }
      if (outside) words.push(text);
      at++;
      if (outside && words.length === 1 && ['do', 'try', 'else'].includes(text) && tokens[at]?.text !== 'if') return finish();
    }
    finish();
  }

  while (at < tokens.length) {
    if (tokens[at].text === '}') at++;
    else statement();
  }
  return found;
}
