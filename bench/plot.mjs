// Bars and latency curves as SVG, readable on light and dark pages.
const style = `<style>text{font:13px system-ui,sans-serif;fill:#57606a}.name{fill:#57606a}.value{font-weight:600}.ours{fill:#0969da}.other{fill:#8c959f}
@media(prefers-color-scheme:dark){text{fill:#adbac7}.ours{fill:#539bf5}.other{fill:#768390}}</style>`;

const escape = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.codePointAt(0)};`);

/** Horizontal bars. `bars`: {who, value, shown}; those of `ours` stand out. */
export function bars(title, conditions, entries) {
  const row = 28, left = 260, width = 760, top = 58;
  const most = Math.max(...entries.map((e) => e.value));
  const body = entries.map((entry, i) => {
    const y = top + i * row, length = Math.max(1, (entry.value / most) * (width - left - 110));
    return `<text class="name" x="${left - 10}" y="${y + 15}" text-anchor="end">${escape(entry.who)}</text>
<rect class="${entry.who.startsWith('ours') ? 'ours' : 'other'}" x="${left}" y="${y}" width="${length.toFixed(1)}" height="20" rx="3"/>
<text class="value" x="${left + length + 8}" y="${y + 15}">${escape(entry.shown)}</text>`;
  });
  const height = top + entries.length * row + 12;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escape(title)}">
${style}<text x="12" y="22" style="font-size:15px;font-weight:600">${escape(title)}</text><text x="12" y="42" style="font-size:12px">${escape(conditions)}</text>
${body.join('\n')}
</svg>
`;
}
