// From what `perf script` prints to a flame graph as SVG.
const escape = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.codePointAt(0)};`);
const short = (name) => name.replace(/\(.*\)|<.*>/gs, '').replace(/^(void|bool|auto) /, '').replaceAll('jobswipe::', '') || name;

/** {name, count, below: Map}: the samples by their stacks, the outermost caller first. */
export function fold(script) {
  const top = {name: 'all', count: 0, below: new Map()};
  for (const block of script.split('\n\n')) {
    const lines = block.split('\n').filter((line) => line.trim() !== '');
    const frames = lines.slice(1).map((line) => /^\s*[0-9a-f]+ (.*)$/.exec(line)?.[1]).filter((name) => name !== undefined && name !== '[unknown]');
    if (frames.length === 0) continue;
    let at = top;
    top.count++;
    for (const frame of frames.reverse()) {
      const name = short(frame);
      if (at.name === name) continue;
      if (!at.below.has(name)) at.below.set(name, {name, count: 0, below: new Map()});
      at = at.below.get(name);
      at.count++;
    }
  }
  return top;
}

/** The widths are parts of the samples; what has less than a thousandth is left out. */
export function flames(title, top) {
  const width = 1200, line = 17, parts = [];
  let deepest = 0;
  const draw = (node, x, depth) => {
    const length = (node.count / Math.max(1, top.count)) * width;
    if (length < width / 1000) return;
    deepest = Math.max(deepest, depth);
    parts.push({node, x, depth, length});
    let at = x;
    for (const child of [...node.below.values()].sort((a, b) => (a.name < b.name ? -1 : 1))) {
      draw(child, at, depth + 1);
      at += (child.count / Math.max(1, top.count)) * width;
    }
  };
  draw(top, 0, 0);
  const height = 40 + (deepest + 1) * line;
  const body = parts.map(({node, x, depth, length}) => {
    const y = height - (depth + 1) * line - 4;
    const share = ((100 * node.count) / Math.max(1, top.count)).toFixed(1);
    const hue = 20 + ([...node.name].reduce((sum, c) => sum + c.codePointAt(0), 0) % 35);
    const room = Math.floor(length / 6.3);
    const text = room >= 4 ? `<text x="${(x + 3).toFixed(1)}" y="${y + 12}">${escape(node.name.length > room ? node.name.slice(0, room - 1) + '…' : node.name)}</text>` : '';
    return `<g><title>${escape(node.name)} ${share} %</title><rect x="${x.toFixed(1)}" y="${y}" width="${Math.max(0.5, length - 0.5).toFixed(1)}" height="${line - 1}" fill="hsl(${hue},85%,66%)"/>${text}</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escape(title)}">
<style>text{font:11px monospace;fill:#1f2328}</style><rect width="${width}" height="${height}" fill="#fff"/>
<text x="8" y="20" style="font:600 14px system-ui,sans-serif">${escape(title)} (${top.count} samples)</text>
${body.join('\n')}
</svg>
`;
}
