// Splits C++ into tokens, without comments and preprocessor lines. Strings and characters become one token each.

const PATTERN = new RegExp(
  [
    /(?<skip>\s+|\/\/(?:[^\n\\]|\\[^])*|\/\*[^]*?\*\/)/,
    /(?<raw>(?:u8|[uUL])?R"(?<tag>[^()\\\s]*)\([^]*?\)\k<tag>")/,
    /(?<text>(?:u8|[uUL])?"(?:[^"\\\n]|\\[^])*"|(?:u8|[uUL])?'(?:[^'\\\n]|\\[^])*')/,
    /(?<number>\.?\d(?:[eEpP][+-]|'?[\w.])*)/,
    /(?<word>[A-Za-z_]\w*)/,
    /(?<sign>->|::|[^])/,
  ]
    .map((part) => part.source)
    .join('|'),
  'y',
);

/** @returns {{kind: 'text' | 'number' | 'word' | 'sign', text: string, line: number}[]} */
export function tokensOf(source) {
  // A preprocessor directive, with its continued lines, is blanked so that line numbers stay.
  const code = source.replace(/^[ \t]*#(?:[^\n\\]|\\[^])*/gm, (directive) => directive.replace(/[^\n]/g, ' '));
  const tokens = [];
  let line = 1;
  PATTERN.lastIndex = 0;
  for (let match; (match = PATTERN.exec(code)); ) {
    const {skip, raw, text, number, word, sign} = match.groups;
    if (skip === undefined) {
      const kind = (raw ?? text) !== undefined ? 'text' : number !== undefined ? 'number' : word !== undefined ? 'word' : 'sign';
      tokens.push({kind, text: raw ?? text ?? number ?? word ?? sign, line});
    }
    line += match[0].split('\n').length - 1;
  }
  return tokens;
}
